package dev.lanner.launcher;

import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import dev.lanner.launcher.server.WorkerInput;
import dev.lanner.launcher.server.WorkerServer;
import dev.lanner.launcher.server.WorkerVariables;
import dev.lanner.worker.pairing.PairingToken;
import java.nio.file.Path;
import java.util.Map;

/// `run` where the environment makes the process a worker.
final class WorkerRun {
    private WorkerRun() {
    }

    /// Runs until the worker has stopped.
    ///
    /// @return one of [ExitCode]
    static int run(RunOptions options) throws LauncherException, ConfigurationException, InterruptedException {
        WorkerInput input = WorkerInput.ofProcess();
        PairingToken token = input.token();
        Map<String, String> environment = System.getenv();
        WorkerVariables variables = WorkerVariables.of(environment);
        Path war = WorkerVariables.application(options.wars());
        Configuration configuration = ConfigurationReader.read(new ConfigurationSource(variables.front(),
                options.config(), null, options.sets(), WorkerVariables.withoutEndpoints(environment),
                options.profile()));
        WorkerServer worker = new WorkerServer(variables, configuration, BaseDirectory.take(options.baseDirectory()),
                System.out, new WorkerEnd());
        StopSignals.installForWorker(worker);
        WorkerEnd.afterFront(input, worker);
        worker.start(token, war);
        worker.awaitStop();
        // by whoever is first: this thread ends the process too
        WorkerEnd.endChildren();
        return ExitCode.OK;
    }
}
