package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.deploy.resource.PoolStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is behind a context, made of a file: an application in this process, or one that is hosted elsewhere.
sealed interface Serving permits WebAppSource.Reading, HostedServing {

    /// For the container.
    ContextDefinition definition();

    /// Whether something of it runs, so that what replaces it must be able to serve before it takes over.
    boolean active();

    /// Whether it is to run before anybody asks for it.
    boolean early();

    /// Makes it serve, where the container does not do that by starting the context.
    ///
    /// @throws DeploymentException when it can't be started, with the reason
    void start() throws DeploymentException;

    /// It will end; see [HostedApplication#goAway].
    void goAway();

    /// Its class loader; null where it has none in this process.
    @Nullable
    WebAppClassLoader loader();

    /// The numbers of its pools in this process.
    List<PoolStatistics> pools();

    /// Whether it needs what lies in the work directory of its context.
    ///
    /// @param entry a file or directory there
    boolean uses(Path entry);

    /// Lets go of all that is open for it. Waits; called when no request of it runs in the container.
    ///
    /// @throws IOException when something can't be closed, naming it
    void close() throws IOException;
}
