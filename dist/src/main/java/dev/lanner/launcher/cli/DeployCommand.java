package dev.lanner.launcher.cli;

import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.WarArgument;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lanner deploy`.
@Command(name = "deploy", description = "Deploy a web application to the running server, or replace it there.", mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Parameters(arity = "1", paramLabel = "[/context=]app.war", description = "The WAR, a file or a directory. Without "
            + "a context the name says it.") private String war = "";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WarArgument parsed = WarArgument.parse(war);
        Output.print(spec, base.ask(new ControlRequest("deploy",
                Map.of("war", parsed.war().toString(), "context", parsed.context().toString())),
                Duration.ofMinutes(30)));
        return ExitCode.OK;
    }
}
