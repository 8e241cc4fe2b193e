package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextConfigs;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.resource.ResourceServices.Use;
import dev.lanner.deploy.section.ResourcesSection;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ContextFile;
import dev.lanner.launcher.config.ContextFiles;
import dev.lanner.launcher.resource.SharedLibraries;
import java.nio.file.Path;

/// The configuration of contexts, for the deployer.
///
/// @param configuration what the server runs with
/// @param services for resources
record ContextConfiguration(Configuration configuration, ResourceServices services) implements ContextConfigs {

    /// @param libraries that all applications share
    /// @param use what for
    static ContextConfiguration of(Configuration configuration, SharedLibraries libraries, Use use) {
        return new ContextConfiguration(configuration, new ResourceServices(OptionalParts::dataSources, libraries,
                configuration.sections().get(ResourcesSection.SECTION), use));
    }

    /// What `conf/contexts/NAME.yaml` says (see [ContextName#configurationNames]), over the server's settings, and the
    /// server's sections.
    ///
    /// @throws IllegalStateException when the file is wrong; its message is for the owner
    @Override
    public ContextConfig of(ContextName context) {
        try {
            return config(configuration.contexts().read(context.configurationNames()));
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public ContextConfig within(ContextConfig owner, Path file, String shown) throws DeploymentException {
        ContextFile written = new ContextFile(Path.of(owner.file()), owner.settings(), owner.own());
        try {
            return config(ContextFiles.within(written, owner.server(), file, shown));
        } catch (ConfigurationException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    private ContextConfig config(ContextFile file) {
        return new ContextConfig(file.settings(), file.file().toString(), file.sections(), configuration.sections());
    }
}
