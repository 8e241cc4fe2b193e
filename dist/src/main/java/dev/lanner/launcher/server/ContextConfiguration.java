package dev.lanner.launcher.server;

import dev.lanner.deploy.ContextName;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.spi.config.SettingValues;

/// The settings of a context, for the deployer. Stateless.
final class ContextConfiguration {
    private ContextConfiguration() {
    }

    /// What `conf/contexts/NAME.yaml` says, over the server's settings.
    ///
    /// @throws IllegalStateException when the file is wrong; its message is for the owner
    static SettingValues of(Configuration configuration, ContextName context) {
        try {
            return configuration.contexts().settings(context.fileName());
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
