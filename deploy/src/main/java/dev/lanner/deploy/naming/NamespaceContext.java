package dev.lanner.deploy.naming;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.naming.OperationNotSupportedException;
import org.jspecify.annotations.Nullable;

/// A place in a [Namespace], for applications: names can be looked up and listed, nothing can be changed. Its
/// environment belongs to this object alone; otherwise it has no state, and closing it does nothing.
///
/// Safe for use by any thread.
@SuppressWarnings("JdkObsolete") // JNDI asks for a Hashtable
public final class NamespaceContext implements Context {
    private static final NameParser PARSER = CompositeName::new;

    private final Namespace names;
    private final List<String> base;
    private final Hashtable<Object, Object> environment;

    NamespaceContext(Namespace names, List<String> base, Hashtable<?, ?> environment) {
        this.names = names;
        this.base = List.copyOf(base);
        this.environment = new Hashtable<>(environment);
    }

    /// The same place with another environment.
    public NamespaceContext with(@Nullable Hashtable<?, ?> other) {
        return new NamespaceContext(names, base, other == null ? new Hashtable<>() : other);
    }

    private List<String> path(Name name) {
        List<String> own = Namespace.path(name);
        if (base.isEmpty() || name.size() > 0 && name.get(0).startsWith("java:")) {
            return own;
        }
        List<String> path = new ArrayList<>(base);
        path.addAll(own);
        return path;
    }

    private List<String> path(String name) throws NamingException {
        return path(new CompositeName(name));
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        return names.lookup(path(name), environment);
    }

    @Override
    public Object lookup(String name) throws NamingException {
        return at(name);
    }

    /// What stands at a name; a context where names stand below it.
    ///
    /// @throws NamingException when nothing stands there, or it can't be made
    public Object at(String name) throws NamingException {
        return names.lookup(path(name), environment);
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return names.lookup(path(name), environment);
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return at(name);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        return NameListing.pairs(names.entries(path(name)));
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        return NameListing.pairs(names.entries(path(name)));
    }

    @Override
    public NamingEnumeration<javax.naming.Binding> listBindings(Name name) throws NamingException {
        return bindings(path(name));
    }

    @Override
    public NamingEnumeration<javax.naming.Binding> listBindings(String name) throws NamingException {
        return bindings(path(name));
    }

    private NamingEnumeration<javax.naming.Binding> bindings(List<String> path) throws NamingException {
        Map<String, Object> entries = names.entries(path);
        return NameListing.bindings(entries, child -> {
            List<String> whole = new ArrayList<>(path);
            whole.add(child);
            return names.lookup(whole, environment);
        });
    }

    @Override
    public NameParser getNameParser(Name name) {
        return PARSER;
    }

    @Override
    public NameParser getNameParser(String name) {
        return PARSER;
    }

    @Override
    public Name composeName(Name name, Name prefix) throws NamingException {
        Name whole = (Name) prefix.clone();
        return whole.addAll(name);
    }

    @Override
    public String composeName(String name, String prefix) throws NamingException {
        return composeName(new CompositeName(name), new CompositeName(prefix)).toString();
    }

    @Override
    public @Nullable Object addToEnvironment(String name, Object value) {
        return environment.put(name, value);
    }

    @Override
    public @Nullable Object removeFromEnvironment(String name) {
        return environment.remove(name);
    }

    /// The environment of this object.
    ///
    /// @throws NoInitialContextException for the first context of an application that has no names: libraries take that
    ///   for a server without JNDI, and don't look up each of their properties
    @Override
    public Hashtable<?, ?> getEnvironment() throws NamingException {
        if (base.isEmpty() && names.isEmpty()) {
            throw new NoInitialContextException("LNR-4162: this web application has no names below java:comp/env");
        }
        return new Hashtable<>(environment);
    }

    @Override
    public String getNameInNamespace() {
        return Namespace.shown(base);
    }

    @Override
    public void close() {
        // holds nothing
    }

    @Override
    public void bind(Name name, Object object) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void bind(String name, Object object) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void rebind(Name name, Object object) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void rebind(String name, Object object) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void rename(Name name, Name other) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void rename(String name, String other) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly(name);
    }

    private static OperationNotSupportedException readOnly(Object name) {
        return new OperationNotSupportedException("LNR-4160: \"" + name + "\" can't be changed: names below java: are "
                + "read-only for applications; declare them in web.xml or in the context's file");
    }

    @Override
    public String toString() {
        return getNameInNamespace();
    }
}
