package dev.lanner.deploy.environment;

import dev.lanner.deploy.naming.Alias;
import dev.lanner.deploy.naming.Bound;
import dev.lanner.deploy.naming.Namespace;
import dev.lanner.deploy.naming.Unresolved;
import dev.lanner.deploy.resource.ContextResources;
import dev.lanner.deploy.resource.PoolStatistics;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.resource.Resources;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.naming.Context;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/// The names and resources of one application. Both are made when the first is needed, so that an application without
/// any loads nothing for them. Safe for use by any thread.
public final class Environment implements Supplier<Context>, AutoCloseable {
    private final String context;
    private volatile String moduleName;
    private final ClassLoader application;
    private final ContextResources owner;
    private final ResourceServices server;
    /// Guards `names` and `resources` while they are made, and declarations.
    private final ReentrantLock guard = new ReentrantLock();
    private volatile @Nullable Namespace names;
    private volatile @Nullable Resources resources;
    private final Map<String, List<InjectionTarget>> targets = new ConcurrentHashMap<>();

    /// @param context its path, such as `/shop`
    /// @param application its class loader
    /// @param owner what the owner of the server gives to it
    /// @param server what the server has for resources
    public Environment(String context, ClassLoader application, ContextResources owner, ResourceServices server) {
        this.context = context;
        moduleName = context.length() > 1 ? context.substring(1) : "ROOT";
        this.application = application;
        this.owner = owner;
        this.server = server;
    }

    /// Sets the name that the descriptor gives, before any name is looked up.
    void moduleName(String name) {
        moduleName = name;
    }

    ContextResources owner() {
        return owner;
    }

    /// The application's class loader.
    public ClassLoader application() {
        return application;
    }

    Map<String, List<InjectionTarget>> targets() {
        return targets;
    }

    /// The context `java:`.
    @Override
    public Context get() {
        return names().context();
    }

    Namespace names() {
        Namespace known = names;
        if (known != null) {
            return known;
        }
        guard.lock();
        try {
            known = names;
            if (known == null) {
                known = new Namespace(context, moduleName);
                names = known;
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    Resources resources() {
        guard.lock();
        try {
            Resources known = resources;
            if (known == null) {
                known = new Resources(context, application, server);
                resources = known;
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    /// Makes a reference known, unless its name stands for something already.
    ///
    /// @return what the name stands for
    /// @throws NamingException when the name can't be bound
    Bound declare(Reference reference) throws NamingException {
        guard.lock();
        try {
            Namespace all = names();
            Bound known = all.find(reference.name());
            if (known != null) {
                return known;
            }
            Bound bound = resolve(reference, all);
            all.bind(reference.name(), bound);
            return bound;
        } finally {
            guard.unlock();
        }
    }

    private Bound resolve(Reference reference, Namespace all) {
        String lookup = reference.lookup();
        if (lookup != null) {
            return lookup.indexOf(':') < 0 || lookup.startsWith("java:")
                    ? new Alias(lookup, reference.type())
                    : new Unresolved("LNR-4166 " + reference.where() + ": " + Namespace.absolute(reference.name())
                            + " is to be looked up at \"" + lookup + "\": it must be a name below java:",
                            reference.type());
        }
        String mapped = reference.mapped();
        if (mapped != null && all.find(mapped) != null) {
            return new Alias(mapped, reference.type());
        }
        return new Unresolved("LNR-4166 " + reference.where() + ": nothing is configured for " + Namespace
                .absolute(reference.name()) + (reference.type().isEmpty() ? "" : " of the type " + reference.type())
                + "; say what it is under resources: in the context's file", reference.type());
    }

    /// The numbers of its pools.
    public List<PoolStatistics> statistics() {
        Resources known = resources;
        return known == null ? List.of() : known.statistics();
    }

    /// Closes the resources. Names stay, but what stands for nothing without its application fails.
    @Override
    public void close() {
        Resources known = resources;
        if (known != null) {
            known.close();
        }
    }
}
