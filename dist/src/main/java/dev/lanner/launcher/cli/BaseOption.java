package dev.lanner.launcher.cli;

import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Names the server that a command is for.
final class BaseOption {
    @Option(names = "--base", paramLabel = "DIR", description = "The base directory of the server. Default: the "
            + "distribution's folder.") private @Nullable Path base;

    Path directory() throws LauncherException {
        return RunOptions.baseDirectory(base).toAbsolutePath().normalize();
    }

    /// Asks the server that serves from the base directory.
    ///
    /// @throws LauncherException when none runs there
    String ask(ControlRequest request, Duration within) throws LauncherException, ControlException {
        Path directory = directory();
        String answer = new ControlClient(directory.resolve("run")).ask(request, within);
        if (answer == null) {
            throw new LauncherException(ExitCode.NOT_RUNNING, "LNR-5400: no server runs at " + directory);
        }
        return answer;
    }
}
