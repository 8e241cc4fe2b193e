package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import java.nio.file.Path;

/// Runs web applications outside of this process, for contexts whose settings say so (`hosting: worker`). Used by several
/// threads, one for each context.
@FunctionalInterface
public interface ApplicationHost {

    /// Takes a web application over: looks at its file, and keeps a copy of what may be overwritten. Starts no process.
    ///
    /// @param source a WAR or a directory, absolute
    /// @param config what the owner has written for the context
    /// @throws DeploymentException when the file can't be read or is no web application, or the configuration can't hold
    HostedApplication host(Path source, ContextName context, ContextConfig config) throws DeploymentException;
}
