package dev.lanner.launcher.cli;

import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.WarArgument;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lanner deploy`.
@Command(name = "deploy", description = "Deploy a web application to the running server, or replace it there. A WAR "
        + "is copied to webapps when it has started, so that it is there after a restart.", mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Parameters(arity = "1", paramLabel = "[/context=]app.war", description = "The WAR, a file or a directory. Without "
            + "a context the name says it.") private String war = "";

    @Option(names = "--path", paramLabel = "/context", description = "The context path, in place of what the name says; "
            + "/ for the root.") private @Nullable String path;

    @Option(names = "--host", paramLabel = "NAME", description = "A configured host that it is for alone.") private @Nullable String host;

    @Option(names = "--in-place", description = "Don't copy it: it serves until the server stops. Directories are "
            + "always served in place.") private boolean inPlace;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WarArgument parsed = WarArgument
                .parse(path == null ? war : (path.startsWith("/") ? "" : "/") + path + "=" + war);
        Map<String, String> values = new HashMap<>();
        values.put("war", parsed.war().toString());
        values.put("context", (host == null ? "" : host) + parsed.context());
        if (!inPlace) {
            values.put("keep", "");
        }
        Output.print(spec, base.ask(new ControlRequest("deploy", values), Duration.ofMinutes(30)));
        return ExitCode.OK;
    }
}
