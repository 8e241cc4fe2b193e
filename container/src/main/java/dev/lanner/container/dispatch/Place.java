package dev.lanner.container.dispatch;

import dev.lanner.container.context.ServletEntry;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.mapping.MappedServlet;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;

/// Where a request is at the moment: the client's target at first, then that of each dispatch.
///
/// @param context the context
/// @param mapped the servlet, and how its pattern cuts the path
/// @param type how the request came here
/// @param asyncSupported whether filters and servlet allow async
/// @param seen what a dispatch changed of the client's target; null for nothing
public record Place(WebContext context, MappedServlet<ServletEntry> mapped, DispatcherType type,
        boolean asyncSupported, @Nullable Seen seen) {

    /// A target other than the client's.
    ///
    /// @param requestUri the path, encoded
    /// @param query the query, or null
    /// @param method the method that is seen, or null for the client's
    /// @param clientQuery whether the client's query is still the one that is seen
    public record Seen(String requestUri, @Nullable String query, @Nullable String method,
            boolean clientQuery) {
    }
}
