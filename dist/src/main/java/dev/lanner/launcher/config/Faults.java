package dev.lanner.launcher.config;

import java.util.ArrayList;
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

    void throwIfAny() throws ConfigurationException {
        if (!list.isEmpty()) {
            throw new ConfigurationException(list);
        }
    }
}
