package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ApplicationHost;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.HostedApplication;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.worker.process.WorkerSites;
import dev.lanner.worker.supervisor.WorkerHost;
import dev.lanner.worker.supervisor.WorkerStatus;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The worker processes of a server. Nothing is made or loaded for them until a context asks for one. Safe for use by
/// several threads.
final class WorkerHosting implements ApplicationHost, Closeable {
    private final @Nullable ConfigurationSource source;
    private final Path base;
    private final ReentrantLock lock = new ReentrantLock();
    /// Written under lock.
    private volatile @Nullable Running running;

    /// What there is once a context has asked.
    private record Running(WorkerSites sites, WorkerHost host) {
    }

    /// @param source where the configuration of this server was read from; null where that is not known
    /// @param base its base directory, absolute
    WorkerHosting(@Nullable ConfigurationSource source, Path base) {
        this.source = source;
        this.base = base;
    }

    @Override
    public HostedApplication host(Path application, ContextName context, ContextConfig config)
            throws DeploymentException {
        return running().host.host(application, context, config);
    }

    private Running running() throws DeploymentException {
        Running known = running;
        return known == null ? make() : known;
    }

    private Running make() throws DeploymentException {
        ConfigurationSource read = source;
        if (read == null) {
            throw new DeploymentException("LNR-5710: hosting: worker needs a server that was started by lanner run, so "
                    + "that it can be started once more");
        }
        lock.lock();
        try {
            Running made = running;
            if (made == null) {
                WorkerSites sites = new WorkerSites(WorkerLaunches.of(read, base));
                made = new Running(sites, WorkerSpecs.host(sites));
                running = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    /// How all workers are.
    List<WorkerStatus> statuses() {
        Running known = running;
        return known == null ? List.of() : known.host.statuses();
    }

    /// Whether a context has worker processes, or would have them when somebody asks for it.
    boolean has(ContextName context) {
        for (WorkerStatus worker : statuses()) {
            if (worker.context().equals(context)) {
                return true;
            }
        }
        return false;
    }

    /// Replaces the processes of a context.
    ///
    /// @throws DeploymentException when the new ones do not start, and the old go on
    void recycle(ContextName context) throws DeploymentException {
        Running known = running;
        if (known != null) {
            known.host.recycle(context);
        }
    }

    /// The server stops: what its workers have on disk stays for the next start.
    void keepAll() {
        Running known = running;
        if (known != null) {
            known.sites.keepAll();
        }
    }

    /// Ends what is left.
    @Override
    public void close() {
        Running known = running;
        if (known != null) {
            known.host.close();
        }
    }
}
