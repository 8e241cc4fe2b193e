package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextConfigs;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// The configuration of the context that a worker serves: the owner's, without what the front server does. Response fields
/// may stay: each is set where it is not there yet. Safe for use by several threads.
final class WorkerContexts implements ContextConfigs {
    private static final Map<Setting<?>, SettingValues.Value> DONE_IN_FRONT = Map.of(
            Settings.MAX_CONCURRENT_REQUESTS, new SettingValues.Value(Long.MAX_VALUE, "worker"),
            Settings.HOSTING, new SettingValues.Value(Settings.Hosting.IN_PROCESS, "worker"));

    private final ContextConfigs written;
    private volatile Duration grace;

    /// @param written what the owner wrote
    /// @param server the server's settings
    WorkerContexts(ContextConfigs written, SettingValues server) {
        this.written = written;
        grace = server.get(Settings.WORKER_SHUTDOWN_TIMEOUT);
    }

    /// How long the worker's requests may take when it stops.
    Duration grace() {
        return grace;
    }

    @Override
    public ContextConfig of(ContextName context) {
        ContextConfig config = written.of(context);
        grace = config.settings().get(Settings.WORKER_SHUTDOWN_TIMEOUT);
        return withoutFront(config);
    }

    private static ContextConfig withoutFront(ContextConfig config) {
        return new ContextConfig(new SettingValues(config.settings(), DONE_IN_FRONT), config.file(), config.own(),
                config.server());
    }

    @Override
    public ContextConfig within(ContextConfig owner, Path file, String shown) throws DeploymentException {
        return withoutFront(written.within(owner, file, shown));
    }

    @Override
    public ResourceServices services() {
        return written.services();
    }
}
