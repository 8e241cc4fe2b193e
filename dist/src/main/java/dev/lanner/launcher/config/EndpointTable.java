package dev.lanner.launcher.config;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.SettingValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The endpoints that are named in the configuration, and what holds for all.
final class EndpointTable {
    private static final List<String> URL = List.of("url");

    private final Faults faults;
    private final ValueTable defaults;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();

    /// An endpoint while it is being read.
    private static final class Draft {
        private final String name;
        private final Origin origin;
        private final ValueTable values;
        private final Map<String, ValueTable> names = new LinkedHashMap<>();
        private @Nullable Entry url;

        Draft(String name, Origin origin, ValueTable values) {
            this.name = name;
            this.origin = origin;
            this.values = values;
        }

        /// What holds for one server name: settings of the groups `certificate` and `tls`, those without the name of the
        /// group.
        void putName(Entry entry, Faults faults) {
            if (entry.path().size() < 6) {
                faults.add(entry.origin(), entry.key(), entry.kind() == Entry.Kind.NOTHING ? null : entry.value(),
                        "must be a mapping of host names to settings, such as { \"a.example\": { certificate: "
                                + "{ path: a.pem } } }");
                return;
            }
            String host = entry.path().get(4);
            ValueTable table = names.get(host.toLowerCase(Locale.ROOT));
            if (table == null) {
                table = new ValueTable(Scope.ENDPOINT, "endpoints." + name + ".tls.names." + host + ": ", List.of(),
                        faults);
                names.put(host.toLowerCase(Locale.ROOT), table);
            }
            List<String> path = new ArrayList<>(entry.path().subList(5, entry.path().size()));
            if (!path.getFirst().equals("certificate")) {
                path.addFirst("tls");
            }
            table.put(new Entry(List.copyOf(path), entry.kind(), entry.items(), entry.origin()));
        }

        Map<String, SettingValues> names(SettingValues own) {
            Map<String, SettingValues> made = new LinkedHashMap<>();
            for (Map.Entry<String, ValueTable> each : names.entrySet()) {
                made.put(each.getKey(), each.getValue().over(own));
            }
            return made;
        }
    }

    EndpointTable(Faults faults) {
        this.faults = faults;
        defaults = new ValueTable(Scope.ENDPOINT, "endpoint-defaults.", List.of(), faults);
    }

    void putDefault(Entry entry) {
        if (entry.path().size() > 1) {
            defaults.put(entry.below(1));
        } else if (entry.kind() != Entry.Kind.NOTHING) {
            faults.add(entry.origin(), entry.key(), entry.value(), "must be a mapping of settings");
        }
    }

    void put(Entry entry) {
        if (entry.path().size() == 1) {
            if (entry.kind() != Entry.Kind.NOTHING) {
                faults.add(entry.origin(), entry.key(), entry.value(), "must be a mapping of names to endpoints");
            }
            return;
        }
        if (entry.path().size() == 2 && entry.kind() != Entry.Kind.NOTHING) {
            faults.add(entry.origin(), entry.key(), entry.value(), "must be a mapping, such as { url: "
                    + "\"http://localhost:8080\" }");
            return;
        }
        Draft draft = draft(entry);
        if (entry.path().size() == 2) {
            return;
        }
        if (entry.path().size() == 3 && entry.path().get(2).equals("url")) {
            draft.url = entry;
        } else if (isOfName(entry)) {
            draft.putName(entry, faults);
        } else {
            draft.values.put(entry.below(2));
        }
    }

    /// `endpoints.NAME.tls.names.…`
    private static boolean isOfName(Entry entry) {
        return entry.path().size() > 3 && entry.path().get(2).equals("tls") && entry.path().get(3).equals("names");
    }

    private Draft draft(Entry entry) {
        String name = entry.path().get(1);
        Draft draft = drafts.get(name.toLowerCase(Locale.ROOT));
        if (draft == null) {
            draft = new Draft(name, entry.origin(),
                    new ValueTable(Scope.ENDPOINT, "endpoints." + name + ".", URL, faults));
            drafts.put(name.toLowerCase(Locale.ROOT), draft);
            if (!isName(name)) {
                faults.add(entry.origin(), "endpoints." + name, null,
                        "the name of an endpoint holds letters, digits, '-' and '_'");
            }
        } else if (!draft.name.equals(name) && draft.origin.source().equals(entry.origin().source())) {
            faults.add(entry.origin(), "endpoints." + name, null, "is the same name as '" + draft.name
                    + "' at " + draft.origin + "; case does not matter");
        }
        return draft;
    }

    /// Whether an endpoint can have this name.
    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    /// The names that stand here, as written.
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            names.add(draft.name);
        }
        return names;
    }

    /// The named endpoints over the server's settings.
    List<EndpointConfig> configs(SettingValues server) {
        List<EndpointConfig> configs = new ArrayList<>();
        SettingValues wider = defaults.over(server);
        for (Draft draft : drafts.values()) {
            String key = "endpoints." + draft.name + ".url";
            Entry url = draft.url;
            if (url == null || url.kind() != Entry.Kind.SCALAR) {
                faults.add(url == null ? draft.origin : url.origin(), key, null, "is missing: the endpoint '"
                        + draft.name + "' needs a URL such as http://localhost:8080");
                continue;
            }
            try {
                SettingValues own = draft.values.over(wider);
                configs.add(new EndpointConfig(draft.name, EndpointUrl.parse(url.value()), own,
                        url.origin().toString(), draft.names(own)));
            } catch (IllegalArgumentException e) {
                faults.add(url.origin(), key, url.value(), String.valueOf(e.getMessage()));
            }
        }
        return configs;
    }

    /// Endpoints of a list of URLs with `;` between them.
    List<EndpointConfig> ofUrls(Origin origin, String urls, SettingValues server) {
        List<EndpointConfig> configs = new ArrayList<>();
        SettingValues settings = new SettingValues(defaults.over(server), Map.of());
        try {
            for (EndpointUrl url : EndpointUrl.parseList(urls)) {
                configs.add(new EndpointConfig(url.toString(), url, settings, origin.toString()));
            }
        } catch (IllegalArgumentException e) {
            faults.add(origin, "", urls, String.valueOf(e.getMessage()));
        }
        return configs;
    }
}
