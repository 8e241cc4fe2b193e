package dev.lanner.spi.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The sections that are written at one place. Immutable.
public final class Sections {
    /// Nothing is written.
    public static final Sections EMPTY = new Sections(Map.of(), Map.of());

    private final Map<Section<?>, Object> values;
    private final Map<Section<?>, ConfigNode> written;

    /// @param values what each section was read into
    /// @param written the text of each, for those who print it
    public Sections(Map<Section<?>, Object> values, Map<Section<?>, ConfigNode> written) {
        this.values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.written = written.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(written));
    }

    /// What is written; [Section#empty] where nothing is.
    public <T> T get(Section<T> section) {
        Object value = values.get(section);
        // values are put by the reader of the same section
        @SuppressWarnings("unchecked")
        T found = value == null ? section.empty() : (T) value;
        return found;
    }

    /// The text of those that are written, in their order.
    public Map<Section<?>, ConfigNode> written() {
        return written;
    }
}
