package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.section.WorkerEnvironmentSection;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.worker.process.WorkerProcesses;
import dev.lanner.worker.process.WorkerSites;
import dev.lanner.worker.process.WorkerSpec;
import dev.lanner.worker.process.WorkerStartException;
import dev.lanner.worker.supervisor.ProcessSource;
import dev.lanner.worker.supervisor.WorkerHost;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// From what the owner wrote for a context to its processes.
///
/// @param sites where they run
record WorkerSpecs(WorkerSites sites) implements ProcessSource {

    /// What runs applications there.
    static WorkerHost host(WorkerSites sites) {
        return new WorkerHost(new WorkerSpecs(sites));
    }

    @Override
    public WorkerProcesses of(Path source, ContextName context, ContextConfig config) throws DeploymentException {
        try {
            return sites.open(spec(context, config), source);
        } catch (WorkerStartException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    static WorkerSpec spec(ContextName context, ContextConfig config) {
        SettingValues settings = config.settings();
        return new WorkerSpec(context.toString(), config.file(),
                new WorkerSpec.Jvm(path(settings.get(Settings.WORKER_JAVA)), settings.get(Settings.WORKER_JVM_ARGS),
                        settings.get(Settings.WORKER_HEAP)),
                new WorkerSpec.Place(path(settings.get(Settings.WORKER_DIRECTORY)), settings.get(Settings.WORKER_USER),
                        WorkerEnvironmentSection.merge(config.server().get(WorkerEnvironmentSection.SECTION),
                                config.get(WorkerEnvironmentSection.SECTION))),
                new WorkerSpec.Bounds(settings.get(Settings.WORKER_MEMORY),
                        Math.toIntExact(settings.get(Settings.WORKER_CPUS))),
                new WorkerSpec.Output(settings.get(Settings.WORKER_LOG_SIZE),
                        Math.toIntExact(settings.get(Settings.WORKER_LOG_FILES))));
    }

    private static @Nullable Path path(String written) {
        return written.isEmpty() ? null : Path.of(written);
    }
}
