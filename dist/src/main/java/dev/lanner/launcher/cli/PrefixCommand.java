package dev.lanner.launcher.cli;

import dev.lanner.container.binding.MalformedPrefixException;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.EndpointFiles;
import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import dev.lanner.spi.config.EndpointUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lanner prefix`: which URLs are served, and endpoints that are added and removed one by one.
@Command(name = "prefix", description = "URLs that are served: list them, ask which application one goes to, reserve another one, release one; and what other processes have registered.", mixinStandardHelpOptions = true, subcommands = {
    PrefixCommand.ListPrefixes.class, PrefixCommand.Which.class, PrefixCommand.Check.class, PrefixCommand.Reserve.class,
    PrefixCommand.Release.class, PrefixCommand.ListRegistrations.class, PrefixCommand.Unregister.class})
final class PrefixCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /// `lanner prefix list`.
    @Command(name = "list", description = "List the URLs at which the running server serves web applications: endpoint, "
            + "URL, state.", mixinStandardHelpOptions = true)
    static final class ListPrefixes implements Callable<Integer> {
        @Mixin private BaseOption base = new BaseOption();

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            Output.print(spec, base.ask(new ControlRequest("prefixes", Map.of()), Duration.ofSeconds(10)));
            return ExitCode.OK;
        }
    }

    /// `lanner prefix which`.
    @Command(name = "which", description = "Name the web application to which a URL goes in the running server.", mixinStandardHelpOptions = true)
    static final class Which implements Callable<Integer> {
        @Mixin private BaseOption base = new BaseOption();

        @Parameters(index = "0", paramLabel = "URL", description = "As a client writes it, such as http://shop.example.com:8080/cart.") private String url = "";

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            Output.print(spec, base.ask(new ControlRequest("which", Map.of("url", url)), Duration.ofSeconds(10)));
            return ExitCode.OK;
        }
    }

    /// `lanner prefix check`.
    @Command(name = "check", description = "Check URL prefixes as the file of a context may have them.", mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "PREFIX", description = "Such as https://+:443/shop/.") private List<String> prefixes = new ArrayList<>();

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            StringBuilder faults = new StringBuilder();
            for (String text : prefixes) {
                try {
                    UrlPrefix prefix = UrlPrefix.parse(text);
                    Output.print(spec, prefix + " " + prefix.kind().name().toLowerCase(Locale.ROOT) + "\n");
                } catch (MalformedPrefixException e) {
                    faults.append(faults.isEmpty() ? "" : "\n").append(e.getMessage());
                }
            }
            if (!faults.isEmpty()) {
                throw new LauncherException(ExitCode.USAGE, faults.toString());
            }
            return ExitCode.OK;
        }
    }

    /// `lanner prefix reserve`.
    @Command(name = "reserve", description = "Add an endpoint, in conf/endpoints/NAME.yaml. A running server takes it at "
            + "once.", mixinStandardHelpOptions = true)
    static final class Reserve implements Callable<Integer> {
        @Mixin private BaseOption base = new BaseOption();

        @Parameters(index = "0", paramLabel = "NAME", description = "Its name: letters, digits, - and _.") private String name = "";

        @Parameters(index = "1", paramLabel = "URL", description = "Where to listen, such as http://localhost:9090.") private String url = "";

        @Option(names = "--set", paramLabel = "key=value", description = "A setting of the endpoint, such as "
                + "limits.max-connections=10. May be given several times.") private List<String> sets = new ArrayList<>();

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            Path directory = base.directory();
            EndpointFiles files = new EndpointFiles(directory);
            try {
                files.write(name, EndpointUrl.parse(url), sets);
            } catch (IllegalArgumentException | IOException e) {
                throw new LauncherException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
            }
            try {
                ConfigurationReader.read(
                        new RunOptions(directory, null, null, List.of(), List.of()).source(System.getenv()));
                Output.print(spec, reload(directory, "Reserved " + url + " as " + name + "\n"));
            } catch (ConfigurationException | ControlException e) {
                // it was there for nobody yet
                files.delete(name);
                throw e;
            }
            return ExitCode.OK;
        }
    }

    /// `lanner prefix release`.
    @Command(name = "release", description = "Remove an endpoint that was added by \"lanner prefix reserve\". A running "
            + "server lets its requests end.", mixinStandardHelpOptions = true)
    static final class Release implements Callable<Integer> {
        @Mixin private BaseOption base = new BaseOption();

        @Parameters(arity = "1", paramLabel = "NAME", description = "Its name.") private String name = "";

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            Path directory = base.directory();
            if (!new EndpointFiles(directory).delete(name)) {
                throw new LauncherException(ExitCode.FAILED, "LNR-5247: there is no conf/endpoints/" + name
                        + ".yaml; endpoints of conf/lanner.yaml are removed there");
            }
            Output.print(spec, reload(directory, "Released " + name + "\n"));
            return ExitCode.OK;
        }
    }

    /// `lanner prefix registrations`.
    @Command(name = "registrations", description = "List the prefixes that other processes have registered at the running "
            + "server: prefix, name, user, process.", mixinStandardHelpOptions = true)
    static final class ListRegistrations implements Callable<Integer> {
        @Mixin private BaseOption base = new BaseOption();

        @Option(names = "--json", description = "For programs; with the reservations.") private boolean json;

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            Output.print(spec, base.ask(new ControlRequest("registrations", json ? Map.of("json", "") : Map.of()),
                    Duration.ofSeconds(10)));
            return ExitCode.OK;
        }
    }

    /// `lanner prefix unregister`.
    @Command(name = "unregister", description = "Take the prefixes away that another process has registered at the running "
            + "server. Its requests may end; it registers again when it is started again.", mixinStandardHelpOptions = true)
    static final class Unregister implements Callable<Integer> {
        @Mixin private BaseOption base = new BaseOption();

        @Parameters(arity = "1", paramLabel = "NAME", description = "Its name, as \"lanner prefix registrations\" shows it.") private String name = "";

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            Output.print(spec, base.ask(new ControlRequest("unregister", Map.of("name", name)), Duration.ofMinutes(2)));
            return ExitCode.OK;
        }
    }

    private static String reload(Path directory, String done) throws ControlException {
        String report = new ControlClient(directory.resolve("run")).ask(new ControlRequest("reload", Map.of()),
                Duration.ofMinutes(2));
        return report == null ? done : done + report;
    }
}
