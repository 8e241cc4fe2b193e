package dev.lanner.launcher.cli;

import dev.lanner.launcher.server.RunOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options of `run`, and of the commands that read the same configuration.
final class ServerOptions {
    @Option(names = "--base", paramLabel = "DIR", description = "Holds conf, webapps, work, logs and run; made when "
            + "missing. Default: the distribution's folder.") private @Nullable Path base;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration. Default: conf/lanner.yaml in "
            + "the base directory, if it is there.") private @Nullable Path config;

    @Option(names = "--urls", paramLabel = "LIST", description = "Where to listen, in place of the configured "
            + "endpoints, with ';' between: http://localhost:8080, http://*:80, http://unix:/run/app.sock.") private @Nullable String urls;

    @Option(names = "--profile", paramLabel = "NAME", description = "Which of the configuration's profiles holds. Default: "
            + "LANNER_PROFILE, if it is set.") private @Nullable String profile;

    @Option(names = "--set", paramLabel = "key=value", description = "A setting, such as "
            + "limits.max-request-body-size=1000000. May be given several times.") private List<String> sets = new ArrayList<>();

    @Parameters(paramLabel = "[/context=]app.war", description = "Web applications beside those in webapps: files or "
            + "directories. Without a context the name says it: a.war serves /a, ROOT.war or /=a.war the root.") private List<String> wars = new ArrayList<>();

    RunOptions options() {
        return new RunOptions(base, config, urls, List.copyOf(sets), List.copyOf(wars), profile);
    }
}
