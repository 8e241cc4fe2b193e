package dev.lanner.deploy.naming;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import org.jspecify.annotations.Nullable;

/// The names of one web application (Jakarta EE Platform 11, 5.2.2): `java:comp` and `java:module` are one place, as a
/// WAR is one module; `java:app` and `java:global` are there for names that ask for them, and are seen by this
/// application alone.
///
/// Safe for use by any thread.
@SuppressWarnings("JdkObsolete") // JNDI asks for a Hashtable
public final class Namespace {
    private static final String SCHEME = "java:";
    private static final int LONGEST_CHAIN = 16;

    private final String application;
    private final Directory root = new Directory();
    private volatile boolean used;

    /// A node with names below it; sorted, for listings.
    static final class Directory {
        /// To a directory or a [Bound].
        final ConcurrentMap<String, Object> entries = new ConcurrentSkipListMap<>();

        Directory sub(String name) throws NameAlreadyBoundException {
            Object there = entries.computeIfAbsent(name, key -> new Directory());
            if (there instanceof Directory directory) {
                return directory;
            }
            throw new NameAlreadyBoundException(name);
        }
    }

    /// @param application for messages, such as `/shop`
    /// @param moduleName the descriptor's, or that of the file
    public Namespace(String application, String moduleName) {
        this.application = application;
        Directory module = new Directory();
        module.entries.put("env", new Directory());
        root.entries.put("comp", module);
        root.entries.put("module", module);
        Directory app = new Directory();
        app.entries.put("env", new Directory());
        root.entries.put("app", app);
        root.entries.put("global", new Directory());
        module.entries.put("ModuleName", new Constant(moduleName));
        app.entries.put("AppName", new Constant(moduleName));
    }

    /// The whole name: one without `java:` stands below `java:comp/env`.
    public static String absolute(String name) {
        return name.startsWith(SCHEME) ? name : SCHEME + "comp/env/" + name;
    }

    /// Binds a name.
    ///
    /// @param name as [#absolute] takes it
    /// @throws NameAlreadyBoundException when something else stands there, or on the way there
    /// @throws NamingException when the name can't be one
    public void bind(String name, Bound bound) throws NamingException {
        List<String> path = path(new CompositeName(absolute(name)));
        if (path.size() < 2 || !root.entries.containsKey(path.getFirst())) {
            throw new NamingException("the name \"" + name + "\" must stand below java:comp, java:module, java:app or "
                    + "java:global");
        }
        Directory at = root;
        try {
            for (String part : path.subList(0, path.size() - 1)) {
                at = at.sub(part);
            }
        } catch (NameAlreadyBoundException e) {
            throw new NameAlreadyBoundException("the name \"" + name + "\" can't stand below \"" + e.getMessage()
                    + "\", which is bound to an object");
        }
        if (at.entries.putIfAbsent(path.getLast(), bound) != null) {
            throw new NameAlreadyBoundException("the name \"" + name + "\" stands for something already");
        }
        used = true;
    }

    /// What a name stands for; null for nothing, or for names below it.
    ///
    /// @param name as [#absolute] takes it
    public @Nullable Bound find(String name) {
        try {
            Object at = root;
            for (String part : path(new CompositeName(absolute(name)))) {
                at = at instanceof Directory directory ? directory.entries.get(part) : null;
            }
            return at instanceof Bound bound ? bound : null;
        } catch (NamingException e) {
            return null;
        }
    }

    /// Whether the application has no names, but for those that each has.
    public boolean isEmpty() {
        return !used;
    }

    /// The context `java:`.
    public Context context() {
        return new NamespaceContext(this, List.of(), new Hashtable<>());
    }

    /// The parts of a name; a scheme at its front and empty parts are left out.
    static List<String> path(javax.naming.Name name) {
        List<String> path = new ArrayList<>();
        for (int i = 0; i < name.size(); i++) {
            String part = name.get(i);
            String plain = i == 0 && part.startsWith(SCHEME) ? part.substring(SCHEME.length()) : part;
            if (!plain.isEmpty()) {
                path.add(plain);
            }
        }
        return path;
    }

    /// The object at a path; a context where names stand below it.
    Object lookup(List<String> path, Hashtable<Object, Object> environment) throws NamingException {
        Object at = root;
        for (int i = 0; i < path.size(); i++) {
            Object next = at instanceof Directory directory ? directory.entries.get(path.get(i)) : null;
            if (next == null) {
                throw notFound(path, i);
            }
            if (next instanceof Bound bound) {
                Object value = value(bound);
                List<String> rest = path.subList(i + 1, path.size());
                if (rest.isEmpty()) {
                    return value;
                }
                if (value instanceof Context foreign) {
                    return lookup(foreign, rest);
                }
                throw new NotContextException("LNR-4161: " + shown(path.subList(0, i + 1)) + " is a "
                        + value.getClass().getName() + ": there are no names below it");
            }
            at = next;
        }
        return new NamespaceContext(this, path, environment);
    }

    /// In a context that a factory made, which the owner of the server has named.
    @SuppressWarnings("BanJNDI")
    private static Object lookup(Context foreign, List<String> rest) throws NamingException {
        return foreign.lookup(composite(rest));
    }

    /// The object behind a name, aliases followed.
    ///
    /// @throws NamingException when it can't be had
    public Object value(Bound bound) throws NamingException {
        Bound at = bound;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            if (!(at instanceof Alias alias)) {
                return at.get();
            }
            Bound next = find(alias.target());
            if (next == null) {
                return lookup(path(new CompositeName(absolute(alias.target()))), new Hashtable<>());
            }
            at = next;
        }
        throw new NamingException("LNR-4163: names of the web application " + application
                + " refer to each other in a circle, one of them is " + bound);
    }

    /// What stands at a path, for a listing.
    Map<String, Object> entries(List<String> path) throws NamingException {
        Object at = root;
        for (int i = 0; i < path.size(); i++) {
            at = at instanceof Directory directory ? directory.entries.get(path.get(i)) : null;
            if (at == null) {
                throw notFound(path, i);
            }
        }
        if (at instanceof Directory directory) {
            return directory.entries;
        }
        throw new NotContextException("LNR-4161: " + shown(path) + " is an object: there are no names below it");
    }

    private NameNotFoundException notFound(List<String> path, int from) throws NamingException {
        NameNotFoundException e = new NameNotFoundException("LNR-4161: " + shown(path)
                + " is not bound in the web application " + application);
        e.setRemainingName(composite(path.subList(from, path.size())));
        return e;
    }

    private static CompositeName composite(List<String> path) throws NamingException {
        CompositeName name = new CompositeName();
        for (String part : path) {
            name.add(part);
        }
        return name;
    }

    static String shown(List<String> path) {
        return SCHEME + String.join("/", path);
    }
}
