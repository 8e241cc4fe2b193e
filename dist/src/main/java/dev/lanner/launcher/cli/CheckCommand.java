package dev.lanner.launcher.cli;

import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import dev.lanner.launcher.server.WarArgument;
import dev.lanner.launcher.server.WarCheck;
import java.util.List;
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
        List<WarArgument> named = WarArgument.parseAll(parsed.wars());
        WarCheck check = WarCheck.of(configuration, parsed.baseDirectory().resolve("webapps"), named);
        String end = System.lineSeparator();
        for (String warning : check.warnings()) {
            Output.print(spec, "Warning: " + warning + end);
        }
        if (!check.failures().isEmpty()) {
            throw new LauncherException(ExitCode.FAILED, String.join(end, check.failures()));
        }
        Output.print(spec, "All is well: " + configuration.endpoints().size() + " endpoint(s), " + check.count()
                + " web application(s)" + end);
        return ExitCode.OK;
    }
}
