package dev.lanner.deploy.naming.java;

import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.deploy.naming.NamespaceContext;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.naming.spi.InitialContextFactory;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/// Finds the names of the application that the calling thread belongs to, by the thread's context class loader. The
/// JDK wants this class to have this name. Stateless.
@SuppressWarnings({"TypeName", "JdkObsolete"}) // this is a part of JNDI, which has tables of that kind
public final class javaURLContextFactory implements ObjectFactory, InitialContextFactory {

    /// For the JDK.
    public javaURLContextFactory() {
        super();
    }

    /// A context for `java:`, or what stands at a URL.
    ///
    /// @throws NamingException when the thread belongs to no web application
    @Override
    public Object getObjectInstance(@Nullable Object url, @Nullable Name name, @Nullable Context context,
            @Nullable Hashtable<?, ?> environment) throws NamingException {
        NamespaceContext root = names(environment);
        return switch (url) {
            case String one -> root.at(one);
            case String[] many when many.length > 0 -> root.at(many[0]);
            case null, default -> root;
        };
    }

    /// The default context, `java:` too.
    ///
    /// @throws NamingException when the thread belongs to no web application
    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        return names(environment);
    }

    private static NamespaceContext names(@Nullable Hashtable<?, ?> environment) throws NamingException {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        for (ClassLoader at = own; at != null; at = at.getParent()) {
            if (at instanceof WebAppClassLoader application) {
                if (application.names() instanceof NamespaceContext root) {
                    return root.with(environment);
                }
                throw new NoInitialContextException("LNR-4162: the web application " + application.getName()
                        + " was stopped, or is not started yet: it has no names");
            }
        }
        throw new NoInitialContextException("LNR-4162: the thread " + Thread.currentThread().getName()
                + " belongs to no web application (its context class loader is " + own
                + "): names below java: are there for threads of applications only");
    }
}
