package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.Deployer;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.resource.ResourceServices.Use;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.logging.ServerLog;
import dev.lanner.launcher.realm.ConfiguredRealms;
import dev.lanner.launcher.resource.SharedLibraries;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ServerLibraries;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.pairing.WorkerLimits;
import dev.lanner.worker.process.WorkerLaunch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A process with one web application, behind a front server: its configuration, one Unix socket for it alone, and
/// nothing else of a server. Started once, stopped once.
public final class WorkerServer implements Stoppable {
    private static final System.Logger LOG = LazyLogger.of(WorkerServer.class);
    private static final String ORIGIN = "worker";
    private static final Duration LAST_WORK = Duration.ofSeconds(2);

    private final WorkerVariables variables;
    private final Configuration configuration;
    private final BaseDirectory base;
    private final PrintStream out;
    private final Runnable afterStop;
    private final Endpoints endpoints = new Endpoints();
    private final WorkerReadiness readiness;
    private final ServletContainer container;
    private final SharedLibraries libraries;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ReentrantLock lifeCycle = new ReentrantLock();
    // guarded by lifeCycle
    private boolean stopping;
    private @Nullable Deployer deployer;
    private @Nullable WorkerContexts contexts;
    private @Nullable ResourceServices services;

    /// @param variables what the environment says
    /// @param configuration the front server's
    /// @param base the worker's own directory; held from now on, and given back when it stops
    /// @param out takes the lines `Listening on URL` and `Ready in N ms`
    /// @param afterStop run when a stop that was asked for by [#requestStop] is done
    public WorkerServer(WorkerVariables variables, Configuration configuration, BaseDirectory base, PrintStream out,
            Runnable afterStop) {
        this.variables = variables;
        this.configuration = configuration;
        this.base = base;
        this.out = out;
        this.afterStop = afterStop;
        FeatureCollection features = new FeatureCollection();
        features.set(Features.SERVER_ADDRESSES, endpoints);
        container = WebApplications.container(configuration, features);
        readiness = new WorkerReadiness(container);
        libraries = new SharedLibraries(variables.front());
    }

    /// Listens, then starts the web application. One that can't be started is no failure of the worker: the front server
    /// is told when it asks.
    ///
    /// @param token of the front server
    /// @param war absolute
    /// @throws LauncherException when the worker can't listen; nothing stays open
    public void start(PairingToken token, Path war) throws LauncherException {
        boolean started = false;
        try {
            ServerLog.configure(configuration.server());
            base.writePid();
            StartGate gate = new StartGate(container);
            listen(new PairedApplication(gate, token, variables.peer(), readiness));
            started = true;
            deploy(war);
            gate.open();
        } finally {
            if (!started) {
                stop();
            }
        }
        out.println("Ready in " + ProcessFacts.millisSinceStart() + " ms");
        out.flush();
    }

    private void listen(PairedApplication application) throws LauncherException {
        SettingValues server = configuration.server();
        FeatureCollection features = new FeatureCollection();
        features.set(Features.SERVER_ADDRESSES, endpoints);
        ConnectorContext context = new ConnectorContext(application, server, features, RequestLog.NONE);
        context.shared().put(ServerLibraries.class, (ServerLibraries) libraries::get);
        endpoints.start(List.of(new EndpointConfig(ORIGIN, variables.socket(), limits(server),
                WorkerLaunch.SOCKET)), context);
        for (BoundEndpoint endpoint : endpoints.addresses()) {
            out.println("Listening on " + endpoint.url());
        }
        out.flush();
    }

    /// What holds for the socket: what the front server has seen to is not done again.
    private static SettingValues limits(SettingValues server) {
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        put(own, Settings.UNIX_MODE, "0600");
        put(own, Settings.UNIX_OWNER, "");
        return new SettingValues(WorkerLimits.over(server), own);
    }

    private static void put(Map<Setting<?>, SettingValues.Value> into, Setting<?> setting, Object value) {
        into.put(setting, new SettingValues.Value(value, ORIGIN));
    }

    private void deploy(Path war) {
        try {
            Deployer known = deployer();
            if (known != null) {
                known.deploy(war, variables.context());
                readiness.serves();
            }
        } catch (DeploymentException e) {
            // the deployer has logged it
            readiness.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // as an application's AssertionError: the front server shall not wait for this one until its time is over
            readiness.failed("LNR-5707: " + war + " can't be started: " + e);
            throw e;
        }
    }

    /// @return null when the worker is stopping
    private @Nullable Deployer deployer() {
        Path conf = variables.front().resolve("conf");
        lifeCycle.lock();
        try {
            if (stopping) {
                return null;
            }
            container.realms(new ConfiguredRealms(conf, libraries));
            container.sessionStores(new ConfiguredSessionStores(sessions(), conf, true));
            ContextConfiguration configs = ContextConfiguration.of(configuration, libraries, Use.SERVE, null, null);
            services = configs.services();
            WorkerContexts own = new WorkerContexts(configs, configuration.server());
            contexts = own;
            Deployer made = new Deployer(container, base.resolve("work"), own, OptionalParts.loader());
            deployer = made;
            return made;
        } finally {
            lifeCycle.unlock();
        }
    }

    /// Those of the front server, so that they are found again by the next worker, and without one; those of
    /// another user's workers lie beside the directories of the processes, where the front server has made a place.
    private Path sessions() {
        return variables.peer().equals(user())
                ? variables.front().resolve("sessions")
                : base.path().resolveSibling("sessions");
    }

    /// Who this process runs as, by the name that the front server knows: in a container users often have a number only,
    /// which the property `user.name` does not tell.
    private String user() {
        try {
            return Files.getOwner(base.path()).getName();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the owner of {0} is not known: {1}", base.path(), e.getMessage());
            return System.getProperty("user.name");
        }
    }

    /// How long running requests, and the application, may take when the worker stops.
    public Duration grace() {
        lifeCycle.lock();
        try {
            WorkerContexts known = contexts;
            return known == null ? configuration.server().get(Settings.WORKER_SHUTDOWN_TIMEOUT) : known.grace();
        } finally {
            lifeCycle.unlock();
        }
    }

    private static Duration forRequests(Duration grace) {
        Duration rest = grace.dividedBy(5);
        return grace.minus(rest.compareTo(LAST_WORK) > 0 ? LAST_WORK : rest);
    }

    /// Stops accepting, lets running requests end, ends the web application, and gives everything back. Idempotent.
    public void stop() {
        lifeCycle.lock();
        try {
            if (stopping) {
                return;
            }
            stopping = true;
        } finally {
            lifeCycle.unlock();
        }
        try {
            readiness.stops();
            container.goAway();
            // what is left is for the end of the application: the front server waits no longer than the grace
            Duration grace = forRequests(grace());
            if (endpoints.stop(grace) == StopResult.FORCED) {
                LOG.log(System.Logger.Level.WARNING, "LNR-5310: requests were aborted, as they ran longer than {0} of "
                        + "worker.shutdown-timeout", Settings.WORKER_SHUTDOWN_TIMEOUT.type().format(grace));
            }
            if (deployer != null) {
                deployer.close();
            }
            container.close();
            if (services != null) {
                services.close();
            }
        } finally {
            base.close();
            stopped.countDown();
        }
    }

    @Override
    public void requestStop() {
        Thread.ofPlatform().name("lanner-stop").start(() -> {
            stop();
            // by somebody else, perhaps, who is not done
            awaitQuietly();
            afterStop.run();
        });
    }

    /// Waits until the worker has stopped.
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private void awaitQuietly() {
        try {
            awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
