package dev.lanner.launcher.config;

import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingType;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.WarRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values said at one place: the server, an endpoint or a context. What is put later replaces what was put before.
final class ValueTable {
    private static final Map<String, Setting<?>> BY_NAME = new HashMap<>();

    static {
        for (Setting<?> setting : Settings.all()) {
            BY_NAME.put(setting.name(), setting);
        }
    }

    private final Scope scope;
    private final String prefix;
    private final List<String> otherKeys;
    private final Faults faults;
    private final Map<Setting<?>, SettingValues.Value> values = new LinkedHashMap<>();

    /// @param prefix the keys that lead to this place, with a dot at the end, or empty
    /// @param otherKeys keys that are no settings and may stand here too, for suggestions
    ValueTable(Scope scope, String prefix, List<String> otherKeys, Faults faults) {
        this.scope = scope;
        this.prefix = prefix;
        this.otherKeys = otherKeys;
        this.faults = faults;
    }

    /// The setting of this name, group included; null when there is none.
    static @Nullable Setting<?> find(String name) {
        return BY_NAME.get(name);
    }

    SettingValues over(@Nullable SettingValues wider) {
        return new SettingValues(wider, values);
    }

    /// What a WAR says, within what its owner says: what is not tighter is a fault.
    ///
    /// @param remedy what to do about it, as the end of a sentence
    SettingValues within(SettingValues owner, String remedy) {
        values.forEach((setting, value) -> within(setting, value, owner, remedy));
        return SettingValues.within(owner, values);
    }

    private <T> void within(Setting<T> setting, SettingValues.Value value, SettingValues owner, String remedy) {
        // values are put by the parser of the same setting
        @SuppressWarnings("unchecked")
        T own = (T) value.value();
        if (setting.war() == WarRule.FREE) {
            if (owner.saidHere(setting) && !owner.get(setting).equals(own)) {
                faults.add(Origin.of(value.origin()), prefix + setting.name(), setting.type().format(own),
                        "is said by the owner for this context: " + setting.type().format(owner.get(setting)) + " ("
                                + owner.origin(setting) + "); remove it here or there");
            }
            return;
        }
        String broken = setting.war().broken(setting, owner.get(setting), own);
        if (broken != null) {
            String origin = owner.origin(setting);
            faults.add(Origin.of(value.origin()), prefix + setting.name(), setting.type().format(own),
                    broken + ": the owner's value is " + setting.type().format(owner.get(setting)) + " ("
                            + (origin.equals("default") ? "the default" : origin)
                            + "), and a WAR may only tighten it; " + remedy);
        }
    }

    void put(Entry entry) {
        String key = entry.key();
        Setting<?> setting = BY_NAME.get(key);
        if (setting == null) {
            unknown(entry, key);
        } else if (!setting.scopes().contains(scope)) {
            faults.add(entry.origin(), prefix + key, null, (scope == Scope.WAR
                    ? "is not for a WAR to say; it is a setting of "
                    : "is a setting of ") + places(setting.scopes()));
        } else if (entry.kind() == Entry.Kind.NOTHING) {
            faults.add(entry.origin(), prefix + key, null, "has no value; must be " + setting.type().describe());
        } else if (entry.kind() == Entry.Kind.LIST && !takesList(setting.type())) {
            faults.add(entry.origin(), prefix + key, entry.value(),
                    "must be " + setting.type().describe() + ", not a list");
        } else {
            try {
                values.put(setting,
                        new SettingValues.Value(setting.type().parse(text(setting, entry)), entry.origin().toString()));
            } catch (IllegalArgumentException e) {
                faults.add(entry.origin(), prefix + key, entry.value(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static String text(Setting<?> setting, Entry entry) {
        return entry.kind() == Entry.Kind.LIST && setting.type() instanceof SettingType.Arguments
                ? SettingType.Arguments.join(entry.items())
                : entry.value();
    }

    private void unknown(Entry entry, String key) {
        if (isGroup(key)) {
            if (entry.kind() != Entry.Kind.NOTHING) {
                faults.add(entry.origin(), prefix + key, entry.value(), "must be a mapping of settings");
            }
            return;
        }
        for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
            Setting<?> setting = BY_NAME.get(key.substring(0, dot));
            if (setting != null) {
                faults.add(entry.origin(), prefix + setting.name(), null,
                        "must be " + setting.type().describe() + ", not a mapping");
                return;
            }
        }
        faults.unknown(entry.origin(), prefix + key, "is not a known key", nearest(key));
    }

    /// The nearest name; also of a setting whose group was left out or mistaken.
    private @Nullable String nearest(String name) {
        List<String> names = new ArrayList<>(otherKeys);
        names.addAll(ConfigSections.keys(scope));
        Map<String, String> ofGroups = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.all()) {
            if (setting.scopes().contains(scope)) {
                names.add(setting.name());
                ofGroups.put(setting.key(), setting.name());
            }
        }
        String nearest = NearestWord.to(name, names);
        if (nearest == null) {
            String key = NearestWord.to(name.substring(name.lastIndexOf('.') + 1), ofGroups.keySet());
            nearest = key == null ? null : ofGroups.get(key);
        }
        return nearest == null ? null : prefix + nearest;
    }

    /// Whether a top-level key is that of a setting or of a group of settings.
    static boolean isSettingOrGroup(String key) {
        return BY_NAME.containsKey(key) || isGroup(key);
    }

    private static boolean isGroup(String key) {
        for (Setting<?> setting : Settings.all()) {
            if (setting.group().equals(key)) {
                return true;
            }
        }
        return false;
    }

    static boolean takesList(SettingType<?> type) {
        return type instanceof SettingType.Words || type instanceof SettingType.LoggedFields
                || type instanceof SettingType.Choices
                || type instanceof SettingType.Levels || type instanceof SettingType.NetworkList
                || type instanceof SettingType.HostList || type instanceof SettingType.Arguments;
    }

    static String places(Set<Scope> scopes) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Scope scope : Scope.values()) {
            if (scopes.contains(scope)) {
                text.append(count++ == 0 ? "" : " or ").append(switch (scope) {
                    case SERVER -> "the server (top level)";
                    case ENDPOINT -> "an endpoint (endpoint-defaults, endpoints)";
                    case CONTEXT -> "a context (conf/contexts/NAME.yaml)";
                    case WAR -> "a WAR (WEB-INF/lanner.yaml)";
                });
            }
        }
        return text.toString();
    }
}
