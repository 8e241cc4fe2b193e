package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.worker.process.WorkerProcesses;
import java.nio.file.Path;

/// What starts the processes of contexts.
@FunctionalInterface
public interface ProcessSource {

    /// Makes what starts the processes of one context; keeps a copy of the file. Starts none.
    ///
    /// @param source a WAR or a directory, absolute
    /// @throws DeploymentException when there can be none, as with a wrong path to the JDK
    WorkerProcesses of(Path source, ContextName context, ContextConfig config) throws DeploymentException;
}
