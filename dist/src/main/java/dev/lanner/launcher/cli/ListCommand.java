package dev.lanner.launcher.cli;

import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.ExitCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lanner list`.
@Command(name = "list", description = "List the web applications of the running server: path, state, sessions, "
        + "running requests, since when, file, worker processes.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Option(names = "--json", description = "For programs.") private boolean json;

    @Option(names = "--leaks", description = "The applications that were ended and are still in memory, and what holds them. "
            + "Makes the server collect its garbage first, which may hold it up for a second.") private boolean leaks;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Output.print(spec,
                base.ask(new ControlRequest("list", options()), Duration.ofSeconds(60)));
        return ExitCode.OK;
    }

    private Map<String, String> options() {
        if (leaks) {
            return Map.of("leaks", "");
        }
        return json ? Map.of("json", "") : Map.of();
    }
}
