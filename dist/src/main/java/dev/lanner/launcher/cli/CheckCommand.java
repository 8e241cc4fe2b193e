package dev.lanner.launcher.cli;

import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.RunOptions;
import dev.lanner.launcher.server.WarArgument;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lanner check`.
@Command(name = "check", description = "Check the configuration and the WARs. Opens no port and starts nothing.", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin private ServerOptions options = new ServerOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        RunOptions parsed = options.options();
        Configuration configuration = ConfigurationReader.read(parsed.source(System.getenv()));
        int wars = 0;
        for (String argument : parsed.wars()) {
            WarArgument.parse(argument);
            wars++;
        }
        Output.print(spec, "The configuration is good: " + configuration.endpoints().size() + " endpoint(s), " + wars
                + " WAR(s)" + System.lineSeparator());
        return ExitCode.OK;
    }
}
