package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.deploy.resource.PoolStatistics;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An application that is hosted outside of this process.
///
/// @param application who serves
/// @param early whether it is to run before anybody asks for it
record HostedServing(ContextDefinition definition, HostedApplication application, boolean early) implements Serving {

    @Override
    public boolean active() {
        return application.active();
    }

    @Override
    public void start() throws DeploymentException {
        application.start();
    }

    @Override
    public void goAway() {
        application.goAway();
    }

    @Override
    public @Nullable WebAppClassLoader loader() {
        return null;
    }

    @Override
    public List<PoolStatistics> pools() {
        return List.of();
    }

    @Override
    public boolean uses(Path entry) {
        return false;
    }

    @Override
    public void close() {
        application.close();
    }
}
