package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ApplicationHost;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.HostedApplication;
import dev.lanner.worker.process.WorkerProcesses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Runs web applications in worker processes. Safe for use by several threads.
public final class WorkerHost implements ApplicationHost, AutoCloseable {
    private final ProcessSource source;
    private final List<HostedWorkers> hosted = new CopyOnWriteArrayList<>();

    /// @param source what starts the processes
    public WorkerHost(ProcessSource source) {
        this.source = source;
    }

    @Override
    public HostedApplication host(Path file, ContextName context, ContextConfig config) throws DeploymentException {
        WorkerProcesses processes = source.of(file, context, config);
        HostedWorkers application = new HostedWorkers(context, config, processes, hosted::remove);
        hosted.add(application);
        return application;
    }

    /// Replaces the processes of a context by new ones, without a request lost; returns when they serve. Where none runs,
    /// nothing is done.
    ///
    /// @throws DeploymentException when a new one does not start, with the reason; the old ones go on then
    public void recycle(ContextName context) throws DeploymentException {
        for (HostedWorkers each : hosted) {
            if (each.context().equals(context)) {
                each.recycle();
            }
        }
    }

    /// How all workers are, in the order of contexts being deployed.
    public List<WorkerStatus> statuses() {
        List<WorkerStatus> all = new ArrayList<>();
        for (HostedWorkers each : hosted) {
            all.addAll(each.statuses());
        }
        return all;
    }

    /// Ends all that is still there. Waits. Idempotent.
    @Override
    public void close() {
        hosted.forEach(HostedWorkers::close);
    }
}
