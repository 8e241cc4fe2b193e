package dev.lanner.launcher.config;

import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Environment variables: `LANNER_URLS`, `LANNER_HTTP_PORTS`, and one for each setting of the server,
/// `LANNER_LIMITS_BACKLOG` for `limits.backlog`.
final class Environment {
    private static final String PREFIX = "LANNER_";
    /// Read elsewhere: by the start script, and by this package.
    private static final List<String> OTHERS = List.of("LANNER_URLS", "LANNER_HTTP_PORTS", "LANNER_HOME",
            "LANNER_JAVA_HOME", "LANNER_BACKGROUND",
            "LANNER_PROFILE", "LANNER_WORKER_SOCKET", "LANNER_WORKER_PEER", "LANNER_WORKER_CONTEXT",
            "LANNER_WORKER_FRONT");

    private final Map<String, String> ours;

    Environment(Map<String, String> all) {
        Map<String, String> found = null;
        for (Map.Entry<String, String> variable : all.entrySet()) {
            if (variable.getKey().startsWith(PREFIX)) {
                found = found == null ? new TreeMap<>() : found;
                found.put(variable.getKey(), variable.getValue());
            }
        }
        ours = found == null ? Map.of() : found;
    }

    @Nullable
    String get(String name) {
        String value = ours.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /// The settings named by variables. A variable that names none is only noted: platforms put variables of their own
    /// into the environment of a service with the name `lanner`.
    List<Entry> settings(List<String> notes) {
        List<Entry> entries = new ArrayList<>();
        if (ours.isEmpty()) {
            return entries;
        }
        Map<String, Setting<?>> known = new HashMap<>();
        for (Setting<?> setting : Settings.all()) {
            if (setting.scopes().contains(Scope.SERVER)) {
                known.put(variable(setting), setting);
            }
        }
        ours.forEach((name, value) -> {
            Setting<?> setting = known.get(name);
            if (setting != null) {
                entries.add(new Entry(List.of(setting.name().split("\\.")), Entry.Kind.SCALAR, value,
                        new Origin(name, 0)));
            } else if (!OTHERS.contains(name)) {
                List<String> names = new ArrayList<>(known.keySet());
                names.addAll(OTHERS);
                String nearest = NearestWord.to(name, names);
                notes.add("LNR-5003: the environment variable " + name + " means nothing here"
                        + (nearest == null ? "" : ", did you mean " + nearest + "?"));
            }
        });
        return entries;
    }

    /// The variable of a setting of the server.
    static String variable(Setting<?> setting) {
        return PREFIX + setting.name().toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
