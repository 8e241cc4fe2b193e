package dev.lanner.launcher.cli;

import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.realm.ConfiguredRealms;
import dev.lanner.launcher.resource.SharedLibraries;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import dev.lanner.launcher.server.WarArgument;
import dev.lanner.launcher.server.WarCheck;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.security.RealmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
        SharedLibraries libraries = new SharedLibraries(parsed.baseDirectory());
        WarCheck check = WarCheck.of(configuration, libraries, parsed.baseDirectory().resolve("webapps"), named);
        String end = System.lineSeparator();
        for (String warning : check.warnings()) {
            Output.print(spec, "Warning: " + warning + end);
        }
        Set<String> failures = new LinkedHashSet<>(realmFaults(configuration, new ConfiguredRealms(
                parsed.baseDirectory().resolve("conf"), libraries)));
        failures.addAll(check.failures());
        if (!failures.isEmpty()) {
            throw new LauncherException(ExitCode.FAILED, String.join(end, failures));
        }
        Output.print(spec, "All is well: " + configuration.endpoints().size() + " endpoint(s), " + check.count()
                + " web application(s)" + end);
        return ExitCode.OK;
    }

    /// Why nobody could log in; empty where all is well.
    private static List<String> realmFaults(Configuration configuration, ConfiguredRealms realms)
            throws ConfigurationException {
        List<SettingValues> all = new ArrayList<>(List.of(configuration.server()));
        for (String context : configuration.contexts().names()) {
            all.add(configuration.contexts().settings(context));
        }
        List<String> faults = new ArrayList<>();
        for (SettingValues values : all) {
            try {
                realms.check(values);
            } catch (RealmException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        return faults;
    }
}
