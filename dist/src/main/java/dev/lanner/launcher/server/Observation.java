package dev.lanner.launcher.server;

import dev.lanner.container.ContextInfo;
import dev.lanner.deploy.resource.PoolStatistics;
import dev.lanner.launcher.admin.AdminApplication;
import dev.lanner.launcher.admin.Health;
import dev.lanner.launcher.jmx.Registration;
import dev.lanner.launcher.jmx.ServerView;
import dev.lanner.launcher.metrics.MetricsText;
import dev.lanner.launcher.metrics.RequestMetrics;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.worker.sharing.RegisteredProcess;
import dev.lanner.worker.supervisor.WorkerStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Metrics, health, the admin endpoint and the MBean of a server. Made only where the settings ask for one of them.
final class Observation {
    private static final System.Logger LOG = LazyLogger.of(Observation.class);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    private final SettingValues settings;
    private final Endpoints endpoints;
    private final Supplier<List<ContextInfo>> contexts;
    private final Supplier<List<PoolStatistics>> pools;
    private final Supplier<List<WorkerStatus>> workers;
    private final Supplier<List<RegisteredProcess>> registered;
    private final RequestMetrics requests = new RequestMetrics();
    private final Health health;
    private final Endpoints admin = new Endpoints();
    private @Nullable Registration registration;

    private Observation(SettingValues settings, Endpoints endpoints, WebApplications applications) {
        this.settings = settings;
        this.endpoints = endpoints;
        contexts = applications::contexts;
        pools = applications::pools;
        workers = applications::workers;
        registered = applications::registered;
        health = new Health(contexts);
    }

    /// What the settings ask for, or null; then nothing more of it is loaded, as the start of a server is short.
    static @Nullable Observation of(SettingValues settings, Endpoints endpoints, WebApplications applications) {
        if (settings.get(Settings.ADMIN_URL).isEmpty() && !settings.get(Settings.JMX)) {
            return null;
        }
        return new Observation(settings, endpoints, applications);
    }

    RequestLog requests() {
        return requests;
    }

    Health health() {
        return health;
    }

    Endpoints admin() {
        return admin;
    }

    /// Opens the admin endpoint and registers the MBean.
    ///
    /// @param server what the connectors of the server share; the admin endpoint runs on the same event loops
    /// @throws LauncherException when the admin endpoint can't be bound; nothing stays open
    void start(ConnectorContext server) throws LauncherException {
        String url = settings.get(Settings.ADMIN_URL);
        if (!url.isEmpty()) {
            MetricsText text = new MetricsText(requests, endpoints::statistics, contexts, pools, workers,
                    registered);
            EndpointConfig config = new EndpointConfig("admin", EndpointUrl.parse(url), settings,
                    settings.origin(Settings.ADMIN_URL));
            admin.start(List.of(config), new ConnectorContext(new AdminApplication(health, text), settings,
                    new FeatureCollection(), RequestLog.NONE, server.shared()));
        }
        if (settings.get(Settings.JMX)) {
            try {
                registration = Registration.of(new ServerView(Version.CURRENT, health, requests, endpoints,
                        endpoints::statistics, contexts));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, e.getMessage());
            }
        }
    }

    /// Says on the admin endpoint that no more requests are welcome, and gives those who ask the time to hear it.
    void drain() {
        Health.Phase before = health.phase();
        health.phase(Health.Phase.DRAINING);
        Duration delay = settings.get(Settings.DRAIN_DELAY);
        if (before == Health.Phase.SERVING && delay.isPositive()) {
            LOG.log(System.Logger.Level.INFO, "stopping after drain-delay = {0}",
                    Settings.DRAIN_DELAY.type().format(delay));
            try {
                Thread.sleep(delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Closes the admin endpoint and takes the MBean away.
    void stop() {
        admin.stop(LAST_ANSWERS);
        Registration registered = registration;
        if (registered != null) {
            try {
                registered.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, e.getMessage());
            }
        }
    }
}
