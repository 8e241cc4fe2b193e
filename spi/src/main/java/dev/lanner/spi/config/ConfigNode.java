package dev.lanner.spi.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A piece of a configuration file: one value, a list of values, or a mapping, and where it stands. Immutable.
public final class ConfigNode {

    /// What stands there.
    public enum Kind {
        /// One word, number or text.
        SCALAR,
        /// A list of scalars.
        LIST,
        /// Keys and values.
        MAPPING,
        /// No value.
        NOTHING
    }

    /// Takes faults.
    public interface Faults {
        /// @param at where
        /// @param rule the rule that is broken, as the end of a sentence whose subject is the key: `must be a number`
        /// @param known what could have been meant; empty where that is not the fault
        void add(ConfigNode at, String rule, Collection<String> known);
    }

    private final String path;
    private final String key;
    private final String origin;
    private final Kind kind;
    private final List<String> items;
    private final Map<String, ConfigNode> children;
    private final Faults faults;

    /// @param path all keys that lead to it, with dots between
    /// @param key the last of them
    /// @param origin file and line
    /// @param items the values: one of a scalar, those of a list
    /// @param faults takes what is wrong
    public ConfigNode(String path, String key, String origin, List<String> items, Faults faults, Kind kind) {
        this.path = path;
        this.key = key;
        this.origin = origin;
        this.kind = kind;
        this.items = List.copyOf(items);
        this.children = Map.of();
        this.faults = faults;
    }

    private ConfigNode(ConfigNode place, Map<String, ConfigNode> mapping) {
        path = place.path;
        key = place.key;
        origin = place.origin;
        kind = Kind.MAPPING;
        items = List.of();
        children = Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
        faults = place.faults;
    }

    /// A mapping in its place.
    public ConfigNode with(Map<String, ConfigNode> mapping) {
        return new ConfigNode(this, mapping);
    }

    /// All keys that lead to it: `resources.jdbc/shop.url`.
    public String path() {
        return path;
    }

    /// The last key: `url`.
    public String key() {
        return key;
    }

    /// Where it stands: file and line, `--set`, or a variable.
    public String origin() {
        return origin;
    }

    /// What stands there.
    public Kind kind() {
        return kind;
    }

    /// The value; items of a list with `, ` between them; empty for a mapping and for nothing.
    public String text() {
        return String.join(", ", items);
    }

    /// The values: those of a list, the one of a scalar, else none.
    public List<String> items() {
        return items;
    }

    /// What a mapping holds, in the order of the file; else empty.
    public Map<String, ConfigNode> children() {
        return children;
    }

    /// What a mapping holds at a key.
    public @Nullable ConfigNode child(String name) {
        return children.get(name);
    }

    /// Says that something is wrong with this value.
    ///
    /// @param rule `must be …`, `has no …`
    public void fault(String rule) {
        faults.add(this, rule, List.of());
    }

    /// Refuses a key, and names the known one that is nearest.
    public void unknown(Collection<String> known) {
        faults.add(this, "is not a known key", known);
    }

    /// Whether this is a mapping whose keys are known ones; all faults are told. Nothing is a mapping without keys.
    public boolean only(String... known) {
        if (!mapping()) {
            return false;
        }
        List<String> names = List.of(known);
        boolean all = true;
        for (ConfigNode child : children.values()) {
            if (!names.contains(child.key())) {
                child.unknown(names);
                all = false;
            }
        }
        return all;
    }

    /// Whether this is a mapping, or nothing; else the fault is told.
    public boolean mapping() {
        boolean right = kind == Kind.MAPPING || kind == Kind.NOTHING;
        if (!right) {
            fault("must be a mapping of keys to values");
        }
        return right;
    }

    /// Whether this is one value; else the fault is told.
    public boolean scalar() {
        if (kind != Kind.SCALAR) {
            fault(kind == Kind.NOTHING ? "has no value" : "must be one value");
        }
        return kind == Kind.SCALAR;
    }

    /// The value at a key, read as that type.
    ///
    /// @return null where there is no such key, or it is wrong and the fault has been told
    public <T> @Nullable T value(String name, SettingType<T> type) {
        ConfigNode child = children.get(name);
        return child == null ? null : child.as(type);
    }

    /// This value, read as that type.
    ///
    /// @return null where it is wrong and the fault has been told
    public <T> @Nullable T as(SettingType<T> type) {
        if (kind == Kind.MAPPING || kind == Kind.NOTHING) {
            fault((kind == Kind.NOTHING ? "has no value; must be " : "must be ") + type.describe());
            return null;
        }
        try {
            return type.parse(text());
        } catch (IllegalArgumentException e) {
            fault(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
