package dev.lanner.launcher.cli;

import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lanner stop`.
@Command(name = "stop", description = "Stop the running server: requests may end within shutdown-timeout. Waits until "
        + "it has stopped.", mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "300", description = "How long to wait for its "
            + "end. Default: ${DEFAULT-VALUE}.") private long seconds;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String answer = base.ask(new ControlRequest("stop", Map.of()), Duration.ofSeconds(10));
        long pid = Long.parseLong(answer.substring(answer.indexOf(' ') + 1).strip());
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            try {
                process.get().onExit().get(seconds, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new LauncherException(ExitCode.FAILED, "LNR-5408: the server (process " + pid
                        + ") has not ended within " + seconds + " s", e);
            }
        }
        Output.print(spec, "Stopped" + System.lineSeparator());
        return ExitCode.OK;
    }
}
