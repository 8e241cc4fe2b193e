package dev.lanner.deploy.resource;

import dev.lanner.deploy.naming.Bound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the server has for the resources of its contexts: the part that pools connections, the libraries that all share,
/// and the resources that contexts may link to. Safe for use by any thread.
public final class ResourceServices implements AutoCloseable {
    private final Supplier<ClassLoader> parts;
    private final Supplier<ClassLoader> shared;
    private final Map<String, ResourceDefinition> definitions;
    private final Use use;
    /// Guards what stands below.
    private final ReentrantLock guard = new ReentrantLock();
    private final Map<String, Bound> made = new HashMap<>();
    private @Nullable ConnectionPools pools;
    private @Nullable ClassLoader libraries;
    private @Nullable Resources resources;

    /// What the resources are for.
    public enum Use {
        /// For a server.
        SERVE,
        /// For a server whose pools have MBeans.
        SERVE_WITH_MBEANS,
        /// To see whether they could be made: nothing is connected to.
        CHECK
    }

    /// Those of a server without shared resources, whose parts are all on its class path.
    public static final ResourceServices NONE = new ResourceServices(ResourceServices.class::getClassLoader,
            ResourceServices.class::getClassLoader, Map.of(), Use.SERVE);

    /// @param parts gives the loader that has the part for data sources; asked once, when one is used
    /// @param shared gives the loader of the shared libraries; asked once, when one is needed
    /// @param definitions of the resources that contexts may link to, by name
    /// @param use what for
    public ResourceServices(Supplier<ClassLoader> parts, Supplier<ClassLoader> shared,
            Map<String, ResourceDefinition> definitions, Use use) {
        this.parts = parts;
        this.shared = shared;
        this.definitions = Map.copyOf(definitions);
        this.use = use;
    }

    Use use() {
        return use;
    }

    ClassLoader libraries() {
        guard.lock();
        try {
            ClassLoader known = libraries;
            if (known == null) {
                known = shared.get();
                libraries = known;
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    ConnectionPools pools(String where) throws ResourceException {
        guard.lock();
        try {
            ConnectionPools known = pools;
            if (known == null) {
                known = ServiceLoader.load(ConnectionPools.class, parts.get()).findFirst()
                        .orElseThrow(() -> new ResourceException("LNR-4176 " + where + ": data sources need the "
                                + "server's part lib/datasource, which is not there; unpack the distribution again"));
                pools = known;
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    /// A shared resource, made when the first context links to it.
    Bound shared(String name, String where) throws ResourceException {
        guard.lock();
        try {
            Bound known = made.get(name);
            if (known == null) {
                ResourceDefinition definition = definitions.get(name);
                if (definition == null || definition instanceof ResourceDefinition.Shared) {
                    throw new ResourceException("LNR-4166 " + where + ": there is no shared resource \"" + name
                            + "\" in lanner.yaml; there are " + definitions.keySet());
                }
                Resources all = resources;
                if (all == null) {
                    all = new Resources("", null, this);
                    resources = all;
                }
                known = all.bound(name, definition);
                made.put(name, known);
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    /// The numbers of the shared pools.
    public List<PoolStatistics> statistics() {
        guard.lock();
        try {
            return resources == null ? List.of() : resources.statistics();
        } finally {
            guard.unlock();
        }
    }

    /// Closes the shared resources.
    @Override
    public void close() {
        Resources all;
        guard.lock();
        try {
            all = resources;
            resources = null;
            made.clear();
        } finally {
            guard.unlock();
        }
        if (all != null) {
            all.close();
        }
    }
}
