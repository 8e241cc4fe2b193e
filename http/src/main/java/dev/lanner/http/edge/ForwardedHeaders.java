package dev.lanner.http.edge;

import dev.lanner.spi.message.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The request's fields, some of them with other values. Filled before anybody reads it.
final class ForwardedHeaders implements Fields {
    private final Fields received;
    /// By name in lower case; no values hide the field.
    private final Map<String, Changed> changed = new LinkedHashMap<>();

    private record Changed(String name, List<String> values) {
    }

    ForwardedHeaders(Fields received) {
        this.received = received;
    }

    /// Only this server writes X-Original-For and the like.
    ForwardedHeaders hideOriginals() {
        for (ForwardedPart part : ForwardedPart.values()) {
            set(part.original(), List.of());
        }
        return this;
    }

    void add(String name, String value) {
        set(name, List.of(value));
    }

    /// Leaves of the forwarded fields what was not taken.
    ///
    /// @param taken how many proxies from the right
    void consumed(ForwardedRules rules, List<ForwardedHop> hops, int taken) {
        int left = hops.size() - taken;
        if (rules.rfc7239()) {
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < left; i++) {
                elements.add(hops.get(i).text());
            }
            set("Forwarded", left == 0 ? List.of() : List.of(String.join(", ", elements)));
            return;
        }
        for (ForwardedPart part : rules.parts()) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < left; i++) {
                String value = hops.get(i).value(part);
                if (value != null) {
                    values.add(value);
                }
            }
            set(part.field(), values.isEmpty() ? List.of() : List.of(String.join(", ", values)));
        }
    }

    private void set(String name, List<String> values) {
        changed.put(name.toLowerCase(Locale.ROOT), new Changed(name, values));
    }

    private @Nullable Changed changed(String name) {
        return changed.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable String first(String name) {
        Changed other = changed(name);
        return other == null ? received.first(name) : other.values().isEmpty() ? null : other.values().getFirst();
    }

    @Override
    public List<String> all(String name) {
        Changed other = changed(name);
        return other == null ? received.all(name) : other.values();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (String name : received.names()) {
            if (changed(name) == null) {
                names.add(name);
            }
        }
        for (Changed other : changed.values()) {
            if (!other.values().isEmpty()) {
                names.add(other.name());
            }
        }
        return names;
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
        received.forEach((name, value) -> {
            if (changed(name) == null) {
                visitor.accept(name, value);
            }
        });
        for (Changed other : changed.values()) {
            for (String value : other.values()) {
                visitor.accept(other.name(), value);
            }
        }
    }

    @Override
    public int size() {
        int[] count = {0};
        forEach((name, value) -> count[0]++);
        return count[0];
    }
}
