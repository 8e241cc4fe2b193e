package dev.lanner.launcher.server;

import dev.lanner.container.BoundContext;
import dev.lanner.container.ContextInfo;
import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.Deployer;
import dev.lanner.deploy.Deployment;
import dev.lanner.deploy.resource.PoolStatistics;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.resource.ResourceServices.Use;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.logging.ContextLogs;
import dev.lanner.launcher.realm.ConfiguredRealms;
import dev.lanner.launcher.resource.SharedLibraries;
import dev.lanner.spi.Application;
import dev.lanner.spi.ServerLibraries;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.sharing.RegisteredProcess;
import dev.lanner.worker.supervisor.WorkerStatus;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The web applications of a server.
final class WebApplications implements Closeable, ServerLibraries {
    private static final System.Logger LOG = LazyLogger.of(WebApplications.class);

    private final Configuration configuration;
    private final Path webapps;
    private final List<HostDirectory> hosted;
    private final ServletContainer container;
    private final Path work;
    private final ReentrantLock lock = new ReentrantLock();
    // guarded by lock
    private @Nullable Deployer deployer;
    private @Nullable SharedLibraries libraries;
    private @Nullable ResourceServices services;
    private @Nullable ContextConfiguration contextFiles;
    private Configuration latest;
    private @Nullable PortSharing sharing;
    private @Nullable WorkerHosting workers;
    private boolean closed;
    private @Nullable HotDeployment hot;
    private final StartGate gate;
    private final Path configurationFiles;
    private final Path base;
    private final Path sessions;
    private volatile @Nullable ContextLogs contextLogs;
    private final @Nullable ConfigurationSource source;

    /// @param source where the configuration was read from; null where that is not known
    WebApplications(Configuration configuration, @Nullable ConfigurationSource source, BaseDirectory base,
            FeatureCollection features) {
        this.configuration = configuration;
        latest = configuration;
        webapps = base.resolve("webapps");
        container = container(configuration, features);
        hosted = mayHaveHosts(configuration) ? VirtualHosts.directories(configuration, base) : List.of();
        configurationFiles = base.resolve("conf");
        this.base = base.path();
        work = base.resolve("work");
        sessions = base.resolve("sessions");
        gate = new StartGate(container);
        this.source = source;
    }

    /// A container with the configured virtual hosts.
    ///
    /// @param features of the server
    static ServletContainer container(Configuration configuration, FeatureCollection features) {
        ServletContainer made = ServletContainer.builder().settings(configuration.server()).features(features)
                .drainTimeout(configuration.server().get(Settings.SHUTDOWN_TIMEOUT))
                .serverInfo("Lanner/" + Version.CURRENT).build();
        if (mayHaveHosts(configuration)) {
            made.hosts(VirtualHosts.table(configuration));
        }
        return made;
    }

    private static boolean mayHaveHosts(Configuration configuration) {
        return !configuration.sections().written().isEmpty()
                || !configuration.server().get(Settings.DEFAULT_HOST).isEmpty();
    }

    /// What serves where nothing has to start.
    Application container() {
        return container;
    }

    /// Has the access logs of contexts made that want one, before anything is deployed.
    void logs(ContextLogs logs) {
        contextLogs = logs;
    }

    /// The server will stop: connections that left HTTP begin to end.
    void goAway() {
        stopWatching();
        Deployer known = existing(false);
        if (known == null) {
            container.goAway();
        } else {
            known.goAway();
        }
    }

    /// Takes over virtual hosts that have changed.
    ///
    /// @return a line for people for each change
    List<String> reload(Configuration before, Configuration next) {
        List<String> lines = new ArrayList<>(VirtualHosts.reload(before, next, container));
        PortSharing known;
        lock.lock();
        try {
            latest = next;
            known = sharing;
        } finally {
            lock.unlock();
        }
        if (known != null) {
            lines.addAll(known.reload(next));
        }
        return lines;
    }

    /// What other processes may register, and have. Made when it is asked for: a server that nobody asks starts without.
    PortSharing sharing() {
        lock.lock();
        try {
            PortSharing known = sharing;
            if (known == null) {
                known = new PortSharing(container, latest);
                sharing = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /// The processes that have registered prefixes here.
    List<RegisteredProcess> registered() {
        PortSharing known;
        lock.lock();
        try {
            known = sharing;
        } finally {
            lock.unlock();
        }
        return known == null ? List.of() : known.processes();
    }

    private void stopWatching() {
        lock.lock();
        try {
            HotDeployment running = hot;
            if (running != null) {
                running.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What serves requests: behind the gate only where something has to start.
    Application application(List<WarArgument> wars) {
        return wars.isEmpty() && areEmpty() ? container : gate;
    }

    private boolean areEmpty() {
        boolean empty = isEmpty(webapps);
        for (HostDirectory each : hosted) {
            empty &= isEmpty(each.directory()) || !each.directory().toFile().isDirectory();
        }
        return empty;
    }

    /// That of every host, and those of hosts.
    private List<HostDirectory> directories() {
        List<HostDirectory> all = new ArrayList<>();
        all.add(new HostDirectory("", webapps));
        all.addAll(hosted);
        return all;
    }

    /// By the old way to list a directory, as the other takes more time at the start.
    private static boolean isEmpty(Path directory) {
        String[] names = directory.toFile().list();
        // what can't be listed is said when it is deployed
        return names != null && names.length == 0;
    }

    /// For connectors too, should one want a class of the owner's.
    @Override
    public ClassLoader loader() {
        lock.lock();
        try {
            return libraries().get();
        } finally {
            lock.unlock();
        }
    }

    /// With the lock.
    private SharedLibraries libraries() {
        SharedLibraries known = libraries;
        if (known == null) {
            known = new SharedLibraries(base);
            libraries = known;
        }
        return known;
    }

    /// Made when there is something to deploy: an empty server starts without.
    ///
    /// @throws DeploymentException when the server is stopping
    Deployer deployer() throws DeploymentException {
        lock.lock();
        try {
            if (closed) {
                throw new DeploymentException("LNR-5315: the server is stopping");
            }
            Deployer known = deployer;
            if (known == null) {
                SharedLibraries libraries = libraries();
                container.realms(new ConfiguredRealms(configurationFiles, libraries));
                WorkerHosting hosting = new WorkerHosting(source, base);
                ContextConfiguration configs = ContextConfiguration.of(configuration, libraries,
                        configuration.server().get(Settings.JMX) ? Use.SERVE_WITH_MBEANS : Use.SERVE, contextLogs,
                        hosting);
                workers = hosting;
                services = configs.services();
                contextFiles = configs;
                container.sessionStores(new ConfiguredSessionStores(sessions, configurationFiles, false));
                known = new Deployer(container, work, configs,
                        OptionalParts.loader());
                deployer = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Deployer existing(boolean close) {
        lock.lock();
        try {
            closed |= close;
            return deployer;
        } finally {
            lock.unlock();
        }
    }

    /// Starts what lies in `webapps` and what was given on the command line, which wins where both have the same path,
    /// then lets requests through. What fails is in the log, with its reason, and in the list; the rest serves.
    void deployAll(List<WarArgument> wars) {
        if (!areEmpty()) {
            Set<ContextName> named = new HashSet<>();
            for (WarArgument war : wars) {
                named.add(war.context());
            }
            for (HostDirectory each : directories()) {
                deployAll(each, named);
            }
        }
        for (WarArgument war : wars) {
            try {
                deployer().deploy(war.war(), war.context());
            } catch (DeploymentException e) {
                // said in the log and in the list
                LOG.log(System.Logger.Level.DEBUG, "{0} is not deployed", war.war());
            }
        }
        gate.open();
    }

    private void deployAll(HostDirectory each, Set<ContextName> named) {
        try {
            if (!isEmpty(each.directory())) {
                deployer().deployAll(each.directory(), each.host(), named);
            }
        } catch (DeploymentException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is not deployed: {1}", each.directory(), e.getMessage());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "LNR-5312: {0} cannot be read: {1}", each.directory(),
                    BaseDirectory.reason(e));
        }
    }

    /// How the worker processes are.
    List<WorkerStatus> workers() {
        WorkerHosting known = hosting();
        return known == null ? List.of() : known.statuses();
    }

    /// The numbers of the pools of database connections, those that contexts share first.
    List<PoolStatistics> pools() {
        Deployer known = existing(false);
        if (known == null) {
            return List.of();
        }
        List<PoolStatistics> all = new ArrayList<>(resources().statistics());
        all.addAll(known.pools());
        return all;
    }

    private ResourceServices resources() {
        lock.lock();
        try {
            return services == null ? ResourceServices.NONE : services;
        } finally {
            lock.unlock();
        }
    }

    /// The contexts of now.
    List<ContextInfo> contexts() {
        return container.contexts();
    }

    /// The contexts of now with what they are bound to.
    List<BoundContext> bound() {
        return container.bound();
    }

    /// What serves a URL, for people.
    String which(String url) throws ControlException {
        return PrefixReport.which(url, container);
    }

    /// The web applications of now.
    List<Deployment> deployments() {
        Deployer known = existing(false);
        return known == null ? List.of() : known.list();
    }

    /// The contexts whose file in `conf/contexts` has changed since they were deployed, or failed to be.
    List<ContextName> changed() {
        ContextConfiguration known;
        lock.lock();
        try {
            known = contextFiles;
        } finally {
            lock.unlock();
        }
        List<ContextName> changed = new ArrayList<>();
        for (Deployment deployment : deployments()) {
            if (known != null && known.hasChanged(deployment.context())) {
                changed.add(deployment.context());
            }
        }
        return changed;
    }

    /// The worker processes; null as long as nothing is deployed.
    @Nullable
    WorkerHosting hosting() {
        lock.lock();
        try {
            return workers;
        } finally {
            lock.unlock();
        }
    }

    /// What can be done with web applications over the control socket.
    DeploymentCommands commands() {
        return new DeploymentCommands(this, configuration, directories());
    }

    /// Begins to look at `webapps`, where the settings say so.
    void watch() {
        if (configuration.server().get(Settings.WATCH_WEBAPPS)) {
            HotDeployment started = new HotDeployment(directories(), this);
            lock.lock();
            try {
                if (!closed) {
                    hot = started;
                    started.start();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Whether something lies in `webapps`, or is deployed.
    boolean isWorthALook() {
        if (existing(false) != null) {
            return true;
        }
        for (HostDirectory each : directories()) {
            if (!isEmpty(each.directory()) && each.directory().toFile().isDirectory()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        stopWatching();
        Deployer known = existing(true);
        WorkerHosting hosting = hosting();
        if (hosting != null) {
            hosting.keepAll();
        }
        if (known != null) {
            known.close();
        }
        if (hosting != null) {
            hosting.close();
        }
        container.close();
        resources().close();
    }
}
