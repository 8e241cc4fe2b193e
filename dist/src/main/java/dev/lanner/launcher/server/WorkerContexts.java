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
import java.util.Map;

/// The configuration of the context that a worker serves: the owner's, without what the front server does. Response fields
/// may stay: each is set where it is not there yet.
///
/// @param written what the owner wrote
record WorkerContexts(ContextConfigs written) implements ContextConfigs {
    private static final Map<Setting<?>, SettingValues.Value> DONE_IN_FRONT = Map.of(
            Settings.MAX_CONCURRENT_REQUESTS, new SettingValues.Value(Long.MAX_VALUE, "worker"));

    @Override
    public ContextConfig of(ContextName context) {
        ContextConfig config = written.of(context);
        return new ContextConfig(new SettingValues(config.settings(), DONE_IN_FRONT), config.file(), config.own(),
                config.server());
    }

    @Override
    public ContextConfig within(ContextConfig owner, Path file, String shown) throws DeploymentException {
        return written.within(owner, file, shown);
    }

    @Override
    public ResourceServices services() {
        return written.services();
    }
}
