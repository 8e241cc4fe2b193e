package dev.lanner.container.definition;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Where a filter applies (Servlet 6.1, 6.2.4). The order of the mappings of a context is the order of the chain: those
/// by URL pattern first.
///
/// @param filterName the filter
/// @param urlPatterns the URL patterns, in order
/// @param servletNames the servlets' names; `*` for all
/// @param dispatcherTypes the kinds of dispatch; REQUEST alone when empty
public record FilterMappingDefinition(String filterName, List<String> urlPatterns, List<String> servletNames,
        Set<DispatcherType> dispatcherTypes) {

    /// Copies the lists; an empty set of types becomes REQUEST.
    public FilterMappingDefinition {
        urlPatterns = List.copyOf(urlPatterns);
        servletNames = List.copyOf(servletNames);
        dispatcherTypes = dispatcherTypes.isEmpty()
                ? Set.of(DispatcherType.REQUEST)
                : Set.copyOf(EnumSet.copyOf(dispatcherTypes));
    }

    /// A mapping by URL pattern.
    public static FilterMappingDefinition byUrl(String filterName, String pattern, DispatcherType... types) {
        return new FilterMappingDefinition(filterName, List.of(pattern), List.of(), Set.of(types));
    }

    /// A mapping by servlet name.
    public static FilterMappingDefinition byServlet(String filterName, String servletName, DispatcherType... types) {
        return new FilterMappingDefinition(filterName, List.of(), List.of(servletName), Set.of(types));
    }
}
