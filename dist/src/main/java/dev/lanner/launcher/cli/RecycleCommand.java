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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lanner recycle`.
@Command(name = "recycle", description = "Replace the worker processes of a web application (hosting: worker) by new ones. The "
        + "old ones go on until the new ones are ready, and then end their requests.", mixinStandardHelpOptions = true)
final class RecycleCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Parameters(arity = "1", paramLabel = "/context", description = "Its context path; / for the root, /shop##2 "
            + "for a version.") private String context = "";

    @Option(names = "--host", paramLabel = "NAME", description = "The host that it was deployed for alone.") private @Nullable String host;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String whole = host == null ? context : host + (context.startsWith("/") ? "" : "/") + context;
        Output.print(spec, base.ask(new ControlRequest("recycle", Map.of("context", whole)), Duration.ofMinutes(90)));
        return ExitCode.OK;
    }
}
