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
        + "running requests, since when, file.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Option(names = "--json", description = "For programs.") private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Output.print(spec,
                base.ask(new ControlRequest("list", json ? Map.of("json", "") : Map.of()), Duration.ofSeconds(10)));
        return ExitCode.OK;
    }
}
