package dev.lanner.launcher;

import dev.lanner.launcher.cli.CommandLineTool;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.logging.ServerLog;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import dev.lanner.launcher.server.Server;
import dev.lanner.launcher.server.WarArgument;
import java.io.PrintStream;
import java.util.List;

/// The program. `run` is handled here; every other command by the command line library.
public final class Main {
    /// [dev.lanner.worker.process.WorkerLaunch#SOCKET], whose class an ordinary server does without.
    private static final String WORKER = "LANNER_WORKER_SOCKET";
    private static final String BACKGROUND = "LANNER_BACKGROUND";

    private Main() {
    }

    /// Ends the process with one of [ExitCode].
    public static void main(String[] arguments) throws InterruptedException {
        RunOptions options = null;
        int code;
        try {
            options = arguments.length > 0 && arguments[0].equals("run") ? RunArguments.parse(arguments, 1) : null;
            code = options == null ? CommandLineTool.execute(arguments) : run(options);
        } catch (LauncherException e) {
            code = report(e, System.err);
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            code = ExitCode.USAGE;
        }
        System.exit(code);
    }

    private static int report(LauncherException e, PrintStream err) {
        err.println(e.getMessage());
        return e.exitCode();
    }

    private static int run(RunOptions options) throws LauncherException, ConfigurationException, InterruptedException {
        ServerLog.takeJavaLogging();
        if (System.getenv(WORKER) != null) {
            return WorkerRun.run(options);
        }
        List<WarArgument> wars = WarArgument.parseAll(options.wars());
        Server server = prepare(options, System.out);
        StopSignals.install(server, System.getenv(BACKGROUND) != null);
        server.start(wars);
        server.awaitStop();
        return ExitCode.OK;
    }

    /// Reads the configuration and takes the base directory.
    static Server prepare(RunOptions options, PrintStream out) throws LauncherException, ConfigurationException {
        ConfigurationSource source = options.source(System.getenv());
        Configuration configuration = ConfigurationReader.read(source);
        return new Server(configuration, source, BaseDirectory.take(options.baseDirectory()), out, new ProcessEnd());
    }
}
