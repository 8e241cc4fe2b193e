package dev.lanner.container.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A filter (Servlet 6.1, 6.2).
///
/// @param name unique among the context's filters
/// @param component the filter
/// @param initParameters in order
/// @param asyncSupported whether requests that pass it may start async
public record FilterDefinition(String name, ComponentRef component, Map<String, String> initParameters,
        boolean asyncSupported) {

    /// Copies the parameters.
    public FilterDefinition {
        initParameters = Collections.unmodifiableMap(new LinkedHashMap<>(initParameters));
    }

    /// A filter without parameters that allows async.
    public static FilterDefinition of(String name, ComponentRef component) {
        return new FilterDefinition(name, component, Map.of(), true);
    }
}
