package dev.lanner.launcher.cli;

import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import dev.lanner.launcher.server.WarArgument;
import dev.lanner.launcher.server.WarCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        List<Path> wars = new ArrayList<>(deployable(parsed.baseDirectory().resolve("webapps")));
        for (String argument : parsed.wars()) {
            wars.add(WarArgument.parse(argument).war());
        }
        WarCheck check = WarCheck.of(configuration, wars);
        String end = System.lineSeparator();
        for (String warning : check.warnings()) {
            Output.print(spec, "Warning: " + warning + end);
        }
        if (!check.failures().isEmpty()) {
            throw new LauncherException(ExitCode.FAILED, String.join(end, check.failures()));
        }
        Output.print(spec, "All is well: " + configuration.endpoints().size() + " endpoint(s), " + wars.size()
                + " web application(s)" + end);
        return ExitCode.OK;
    }

    private static List<Path> deployable(Path webapps) throws IOException {
        if (!Files.isDirectory(webapps)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(webapps)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")
                    && (Files.isDirectory(file) || file.toString().endsWith(".war"))).sorted().toList();
        }
    }
}
