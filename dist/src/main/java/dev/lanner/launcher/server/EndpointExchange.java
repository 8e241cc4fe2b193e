package dev.lanner.launcher.server;

import dev.lanner.launcher.server.Endpoints.Running;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One change of the endpoints of a running server. Used once, by one thread.
///
/// First all that is new is made, then what has an address of its own is started; until then nothing has changed and
/// anything may fail. Then endpoints that keep their address go over to their new connector without a moment in which
/// nobody accepts. Where that can't be, because the socket itself must be another one, the old one stops to listen just
/// before the new one begins.
final class EndpointExchange {
    private final ConnectorChoice choice;
    private final List<Running> before;
    private final List<Step> steps = new ArrayList<>();
    private final List<Connector> replaced = new ArrayList<>();
    private final List<String> report = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /// What is to be done for one endpoint.
    private static final class Step {
        private final EndpointConfig config;
        private final @Nullable Running old;
        private final @Nullable Connector made;
        private @Nullable Running result;

        Step(EndpointConfig config, @Nullable Running old, @Nullable Connector made) {
            this.config = config;
            this.old = old;
            this.made = made;
        }

        boolean sameAddress() {
            Running known = old;
            return known != null && known.config().url().equals(config.url());
        }
    }

    EndpointExchange(ConnectorChoice choice, List<Running> before, List<EndpointConfig> next)
            throws LauncherException {
        this.choice = choice;
        this.before = before;
        for (EndpointConfig config : next) {
            Running old = find(before, config.name());
            boolean same = old != null && old.config().url().equals(config.url())
                    && changes(old.config(), config).isEmpty();
            steps.add(new Step(config, old, same ? null : choice.make(config)));
        }
    }

    private static @Nullable Running find(List<Running> list, String name) {
        for (Running each : list) {
            if (each.config().name().equalsIgnoreCase(name)) {
                return each;
            }
        }
        return null;
    }

    /// The names of the settings of endpoints that differ, and of the server names whose settings do.
    private static List<String> changes(EndpointConfig one, EndpointConfig other) {
        List<String> changes = changes(one.settings(), other.settings());
        Set<String> hosts = new TreeSet<>(one.names().keySet());
        hosts.addAll(other.names().keySet());
        for (String host : hosts) {
            SettingValues before = one.names().get(host);
            SettingValues after = other.names().get(host);
            if (before == null || after == null || !changes(before, after).isEmpty()) {
                changes.add("what holds for " + host);
            }
        }
        return changes;
    }

    private static List<String> changes(SettingValues one, SettingValues other) {
        List<String> names = new ArrayList<>();
        for (Setting<?> setting : Settings.all()) {
            if (setting.scopes().contains(Scope.ENDPOINT) && !one.get(setting).equals(other.get(setting))) {
                names.add(setting.name());
            }
        }
        return names;
    }

    /// Does it.
    ///
    /// @return what runs afterwards
    /// @throws LauncherException when something new can't be started; nothing has changed
    List<Running> run() throws LauncherException {
        startNew();
        for (Step step : steps) {
            if (step.result == null) {
                step.result = step.made == null ? step.old : exchange(step, step.made);
            }
        }
        List<Running> after = new ArrayList<>();
        for (Step step : steps) {
            Running result = step.result;
            if (result != null) {
                after.add(result);
            }
        }
        for (Running old : before) {
            boolean stays = false;
            for (Step step : steps) {
                stays |= step.old == old;
            }
            if (!stays) {
                replaced.add(old.connector());
                report.add(old.config().name() + ": removed, was " + urls(old.bound()));
            }
        }
        return List.copyOf(after);
    }

    private void startNew() throws LauncherException {
        List<Connector> started = new ArrayList<>();
        try {
            for (Step step : steps) {
                Connector made = step.made;
                if (made != null && !step.sameAddress()) {
                    started.add(made);
                    step.result = new Running(step.config, made, made.start());
                }
            }
        } catch (IOException e) {
            for (Connector each : started) {
                each.stop(Duration.ZERO);
            }
            throw new LauncherException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
        for (Step step : steps) {
            Running result = step.result;
            Running old = step.old;
            if (result != null) {
                report.add(step.config.name() + ": " + (old == null ? "new" : "changed, was " + urls(old.bound()))
                        + ", listens on " + urls(result.bound()));
                if (old != null) {
                    replaced.add(old.connector());
                }
            }
        }
    }

    private @Nullable Running exchange(Step step, Connector made) {
        Running old = step.old;
        if (old == null) {
            return null;
        }
        String what = step.config.name() + ": changed "
                + String.join(", ", changes(old.config(), step.config));
        List<BoundEndpoint> taken;
        try {
            taken = made.startInPlaceOf(old.connector());
        } catch (IOException e) {
            failures.add(what + ": LNR-5243: " + e.getMessage() + " It runs as before.");
            return old;
        }
        try {
            if (taken == null) {
                old.connector().pause();
                taken = made.start();
            }
            replaced.add(old.connector());
            report.add(what);
            return new Running(step.config, made, taken);
        } catch (IOException e) {
            return again(old, what + ": LNR-5243: " + e.getMessage());
        }
    }

    /// The old socket is closed and the new one can't be opened: the old endpoint, once more.
    private @Nullable Running again(Running old, String failure) {
        replaced.add(old.connector());
        try {
            Connector made = choice.make(old.config());
            Running result = new Running(old.config(), made, made.start());
            failures.add(failure + " It runs as before.");
            return result;
        } catch (IOException | LauncherException e) {
            failures.add(failure + " It does not listen any more: "
                    + String.valueOf(e.getMessage()).strip().toLowerCase(Locale.ROOT));
            return null;
        }
    }

    private static String urls(List<BoundEndpoint> bound) {
        List<String> urls = new ArrayList<>();
        for (BoundEndpoint each : bound) {
            urls.add(each.url());
        }
        return String.join(", ", urls);
    }

    /// Connectors whose place was taken; they are to be stopped.
    List<Connector> replaced() {
        return replaced;
    }

    /// A line for each endpoint that could not be changed.
    List<String> failures() {
        return failures;
    }

    /// A line for each endpoint that has changed.
    List<String> report() {
        return report;
    }
}
