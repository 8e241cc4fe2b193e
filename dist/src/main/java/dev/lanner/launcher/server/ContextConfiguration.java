package dev.lanner.launcher.server;

import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ContextFile;

/// The configuration of a context, for the deployer. Stateless.
final class ContextConfiguration {
    private ContextConfiguration() {
    }

    /// What `conf/contexts/NAME.yaml` says (see [ContextName#configurationNames]), over the server's settings, and the
    /// server's sections.
    ///
    /// @throws IllegalStateException when the file is wrong; its message is for the owner
    static ContextConfig of(Configuration configuration, ContextName context) {
        try {
            ContextFile file = configuration.contexts().read(context.configurationNames());
            return new ContextConfig(file.settings(), file.sections(), configuration.sections());
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
