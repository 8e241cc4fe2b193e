package dev.lanner.launcher.server;

import dev.lanner.deploy.ContextName;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.sharing.FrontSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the configuration again while the server runs, and takes over what can be: endpoints and virtual
/// hosts. Safe for use by
/// several threads.
final class Reload {
    private static final System.Logger LOG = LazyLogger.of(Reload.class);

    private final ConfigurationSource source;
    private final Configuration started;
    private final Endpoints endpoints;
    private volatile @Nullable WebApplications applications;
    private volatile Configuration current;

    /// @param source where the configuration was read from
    /// @param started what the server was started with
    Reload(ConfigurationSource source, Configuration started, Endpoints endpoints) {
        this.source = source;
        this.started = started;
        current = started;
        this.endpoints = endpoints;
    }

    /// Whose virtual hosts are taken over too, from now on.
    void applications(WebApplications running) {
        applications = running;
    }

    /// Does it.
    ///
    /// @return what was done, a line for each endpoint that has changed
    /// @throws ConfigurationException when the configuration is wrong; nothing has changed
    /// @throws LauncherException when an endpoint can't be started; nothing has changed
    String run() throws ConfigurationException, LauncherException {
        Configuration next = ConfigurationReader.read(source);
        List<String> lines = new ArrayList<>(
                endpoints.reload(next.endpoints(), next.server().get(Settings.RELOAD_TIMEOUT)));
        for (String line : lines) {
            LOG.log(System.Logger.Level.INFO, "endpoint {0}", line);
        }
        WebApplications known = applications;
        if (known != null) {
            lines.addAll(known.reload(current, next));
            for (ContextName context : known.changed()) {
                lines.add(context + ": its file in conf/contexts has changed, and holds when it is deployed again: "
                        + "lanner redeploy " + context);
            }
        }
        if (!started.sections().get(FrontSection.SECTION).equals(next.sections().get(FrontSection.SECTION))) {
            lines.add("front: has changed, and holds from the next start on");
        }
        current = next;
        for (Setting<?> setting : Settings.all()) {
            if (setting != Settings.DEFAULT_HOST && setting.scopes().contains(Scope.SERVER)
                    && !setting.scopes().contains(Scope.ENDPOINT)
                    && !started.server().get(setting).equals(next.server().get(setting))) {
                lines.add(setting.name() + ": has changed (" + next.server().origin(setting)
                        + "), and holds from the next start on");
            }
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return lines.isEmpty() ? "Nothing has changed\n" : text.toString();
    }

    private void redeploy() {
        WebApplications known = applications;
        if (known == null) {
            return;
        }
        for (ContextName context : known.changed()) {
            LOG.log(System.Logger.Level.INFO,
                    "context {0}: its file in conf/contexts has changed; it is deployed again",
                    context);
            try {
                known.commands().redeploy(new ControlRequest("redeploy", Map.of("context", context.toString())));
            } catch (ControlException e) {
                LOG.log(System.Logger.Level.ERROR, "LNR-5515: context {0} goes on with what its file said before: {1}",
                        context, e.getMessage());
            }
        }
    }

    /// The files of contexts, a directory which may be missing.
    Path contexts() {
        return started.contexts().directory();
    }

    /// The file that is read, which may be missing.
    Path file() {
        Path named = source.file();
        return named == null ? source.base().resolve("conf").resolve("lanner.yaml") : named;
    }

    /// The same for files that have changed by themselves: what is wrong is in the log. Contexts whose files have changed are deployed again.
    void quietly() {
        try {
            run();
            redeploy();
        } catch (ConfigurationException | LauncherException e) {
            LOG.log(System.Logger.Level.ERROR, "LNR-5244: the configuration is not taken over: {0}", e.getMessage());
        }
    }
}
