package dev.lanner.deploy.loader;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.naming.Context;
import org.jspecify.annotations.Nullable;

/// Loads the classes of one web application: `WEB-INF/classes`, then the jars of `WEB-INF/lib`, before those of the
/// server (Servlet 6.1, 10.7.2); except for the JDK's packages and the APIs that the server has.
///
/// [#close()] lets go of jars and of what the JDK keeps for the application; afterwards nothing but the application
/// itself holds the loader.
public final class WebAppClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final Logger LOG = System.getLogger(WebAppClassLoader.class.getName());

    private final ApiClassLoader api;
    private final ClassLoadingRules rules;
    private final AtomicBoolean closed = new AtomicBoolean();
    /// Kept here, so that it goes with the loader.
    private volatile @Nullable Supplier<Context> names;
    /// Only ever grows.
    private final Set<JdkPart> used = ConcurrentHashMap.newKeySet();

    /// @param name for stack traces, such as the context path
    /// @param urls file URLs of directories and jars, in the order of search
    /// @param api what the application sees of the server
    public WebAppClassLoader(String name, URL[] urls, ApiClassLoader api) {
        this(name, urls, api, ClassLoadingRules.NONE);
    }

    /// @param rules what the owner says
    public WebAppClassLoader(String name, URL[] urls, ApiClassLoader api, ClassLoadingRules rules) {
        super(name, urls, api);
        this.api = api;
        this.rules = rules;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            if (type == null) {
                type = isForeign(name) ? foreign(name) : own(name);
            }
            if (resolve) {
                resolveClass(type);
            }
            return type;
        }
    }

    /// Whether the server's class wins.
    private boolean isForeign(String name) {
        return ApiClassLoader.ofJdk(name)
                || !rules.isHidden(name) && (api.provides(name) || rules.isParentFirst(name));
    }

    private Class<?> foreign(String name) throws ClassNotFoundException {
        JdkPart part = JdkPart.of(name);
        if (part != null) {
            used.add(part);
        }
        try {
            return api.loadClass(name);
        } catch (ClassNotFoundException e) {
            if (name.startsWith("java.")) {
                throw e;
            }
            // a library that adds to a package of the JDK
            return findClass(name);
        }
    }

    private Class<?> own(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException e) {
            if (closed.get()) {
                throw new ClassNotFoundException(name + ": the web application " + getName() + " was stopped", e);
            }
            if (rules.isHidden(name)) {
                throw new ClassNotFoundException(name + ": the web application " + getName()
                        + " has none, and the server's is hidden by class-loading: hide", e);
            }
            // classes of the JDK that no module's package names, and APIs
            return api.loadClass(name);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        if (parentFirst(name)) {
            URL ofParent = api.getResource(name);
            return ofParent != null ? ofParent : findResource(name);
        }
        URL own = findResource(name);
        return own != null || rules.hidesResource(name) ? own : api.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>();
        boolean parentFirst = parentFirst(name);
        if (parentFirst) {
            all.addAll(Collections.list(api.getResources(name)));
        }
        all.addAll(Collections.list(findResources(name)));
        if (!parentFirst && !rules.hidesResource(name)) {
            all.addAll(Collections.list(api.getResources(name)));
        }
        return Collections.enumeration(all);
    }

    /// The inherited method closes each jar it read from together with this loader; those of the server are shared by
    /// all.
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        if (!parentFirst(name) && findResource(name) != null) {
            return super.getResourceAsStream(name);
        }
        InputStream ofParent = rules.hidesResource(name) ? null : api.getResourceAsStream(name);
        return ofParent != null ? ofParent : super.getResourceAsStream(name);
    }

    private boolean parentFirst(String resource) {
        if (!resource.endsWith(".class")) {
            return false;
        }
        String className = resource.substring(0, resource.length() - 6).replace('/', '.');
        return isForeign(className);
    }

    /// Runs a class of the server as if it were one of the application's: the JDK lets only the owner of a driver
    /// deregister it.
    Class<?> adopt(String name, byte[] classFile) {
        return defineClass(name, classFile, 0, classFile.length);
    }

    /// What `java:` is for threads whose context class loader this is.
    ///
    /// @param contexts asked when somebody looks up a name
    public void names(Supplier<Context> contexts) {
        names = contexts;
    }

    /// What `java:` is; null before the application is read, and after its end.
    public @Nullable Context names() {
        Supplier<Context> known = names;
        return known == null ? null : known.get();
    }

    /// Whether the application has ever had to do with that part of the JDK.
    boolean uses(JdkPart part) {
        return used.contains(part);
    }

    /// Closes all jars. Idempotent.
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        names = null;
        Leftovers.release(this);
        try {
            super.close();
        } finally {
            forgetCachedJars();
        }
    }

    /// Reading a `jar:` URL leaves the jar open in a cache of the JVM.
    private void forgetCachedJars() {
        for (URL url : getURLs()) {
            if (url.getPath().endsWith(".jar")) {
                forget(url);
            }
        }
    }

    private static void forget(URL url) {
        try {
            URLConnection connection = URI.create("jar:" + url + "!/").toURL().openConnection();
            if (connection instanceof JarURLConnection jar) {
                jar.getJarFile().close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} is gone already: {1}", url, e.getMessage());
        }
    }
}
