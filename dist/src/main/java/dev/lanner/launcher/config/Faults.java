package dev.lanner.launcher.config;

import dev.lanner.spi.config.ConfigNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects faults, so that all are reported together.
final class Faults {
    private final List<Fault> list = new ArrayList<>();

    void add(Origin origin, String key, @Nullable String value, String rule) {
        list.add(new Fault(origin, key, value, rule, null));
    }

    void unknown(Origin origin, String key, String rule, @Nullable String nearest) {
        list.add(new Fault(origin, key, null, rule, nearest));
    }

    /// A fault in a section.
    void ofNode(ConfigNode at, String rule, Collection<String> known) {
        String above = at.path().substring(0, at.path().length() - at.key().length());
        String nearest = known.isEmpty() ? null : NearestWord.to(at.key(), known);
        String value = at.kind() == ConfigNode.Kind.SCALAR && known.isEmpty() ? at.text() : null;
        list.add(new Fault(Origin.of(at.origin()), at.path(), value, rule, nearest == null ? null : above + nearest));
    }

    void throwIfAny(String what) throws ConfigurationException {
        if (!list.isEmpty()) {
            throw new ConfigurationException(what, list);
        }
    }

    void addAll(Faults others) {
        list.addAll(others.list);
    }

    int count() {
        return list.size();
    }

    void throwIfAny() throws ConfigurationException {
        if (!list.isEmpty()) {
            throw new ConfigurationException(list);
        }
    }
}
