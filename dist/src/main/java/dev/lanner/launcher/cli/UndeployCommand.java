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

/// `lanner undeploy`.
@Command(name = "undeploy", description = "End a web application of the running server. Its file in "
        + "webapps is renamed to NAME.war.undeployed.", mixinStandardHelpOptions = true)
final class UndeployCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Parameters(arity = "1", paramLabel = "/context", description = "Its context path; / for the root, /shop##2 "
            + "for a version.") private String context = "";

    @Option(names = "--host", paramLabel = "NAME", description = "The host that it was deployed for alone.") private @Nullable String host;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Output.print(spec,
                base.ask(
                        new ControlRequest("undeploy", Map.of("context",
                                host == null ? context : host + (context.startsWith("/") ? "" : "/") + context)),
                        Duration.ofMinutes(30)));
        return ExitCode.OK;
    }
}
