package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import dev.lanner.worker.hop.Workers;
import dev.lanner.worker.process.WorkerProcesses;
import java.util.List;

/// The worker processes of one context.
final class Supervisor implements Workers {
    private final String context;
    private final WorkerProcesses processes;

    Supervisor(String context, WorkerProcesses processes) {
        this.context = context;
        this.processes = processes;
    }

    @Override
    public HopPool ready(FeatureCollection exchange) throws WorkerUnavailableException {
        throw new WorkerUnavailableException(503, "worker-start-failed", "LNR-7150: context " + context
                + ": no worker can be started by " + processes, null);
    }

    @Override
    public boolean lost(HopPool pool) {
        return true;
    }

    boolean active() {
        return false;
    }

    void start() throws DeploymentException {
        throw new DeploymentException("LNR-7150: context " + context + ": no worker can be started by " + processes);
    }

    void recycle() throws DeploymentException {
        start();
    }

    List<WorkerStatus> statuses() {
        return List.of();
    }

    void close() {
        // nothing runs
    }
}
