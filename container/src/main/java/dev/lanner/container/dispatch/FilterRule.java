package dev.lanner.container.dispatch;

import dev.lanner.container.context.FilterEntry;
import dev.lanner.container.mapping.UrlPattern;
import jakarta.servlet.DispatcherType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One line of a context's filter mappings: a filter and either a URL pattern or a servlet's name.
///
/// @param filter the filter
/// @param pattern the URL pattern, or null
/// @param servletName the servlet's name or `*`, or null
/// @param types the kinds of dispatch
public record FilterRule(FilterEntry filter, @Nullable UrlPattern pattern, @Nullable String servletName,
        Set<DispatcherType> types) {

    boolean forServlet(String name) {
        return servletName != null && (servletName.equals("*") || servletName.equals(name));
    }
}
