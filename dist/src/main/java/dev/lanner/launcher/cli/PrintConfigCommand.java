package dev.lanner.launcher.cli;

import dev.lanner.launcher.config.ConfigurationPrinter;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.server.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lanner print-config`.
@Command(name = "print-config", description = "Print every setting with its value and where it comes from, as YAML.", mixinStandardHelpOptions = true)
final class PrintConfigCommand implements Callable<Integer> {
    @Mixin private ServerOptions options = new ServerOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Output.print(spec,
                ConfigurationPrinter.print(ConfigurationReader.read(options.options().source(System.getenv()))));
        return ExitCode.OK;
    }
}
