package dev.lanner.container.binding;

import java.util.List;

/// Where a context is bound. Without prefixes: at its host and path, whatever the scheme and the port. With prefixes: at
/// these alone.
///
/// A context whose prefixes have different paths runs at what all of them end with, by segments; what stands in front of
/// that is for each request what a proxy's prefix is: in front of the paths that the Servlet API shows.
///
/// @param contextPath the path at which the context runs
/// @param shownPath the path that it has for those who ask without a request: that of the first prefix
/// @param prefixes none for the context's host and path
public record ContextBinding(String contextPath, String shownPath, List<UrlPrefix> prefixes) {

    /// Copies the prefixes.
    public ContextBinding {
        prefixes = List.copyOf(prefixes);
    }

    /// A context of this id.
    public static ContextBinding of(ContextId id, List<UrlPrefix> prefixes) {
        if (prefixes.isEmpty()) {
            return new ContextBinding(id.path(), id.path(), prefixes);
        }
        String tail = prefixes.getFirst().path();
        for (UrlPrefix prefix : prefixes) {
            tail = commonTail(tail, prefix.path());
        }
        return new ContextBinding(tail, prefixes.getFirst().path(), prefixes);
    }

    private static String commonTail(String one, String other) {
        String tail = one;
        while (!other.endsWith(tail)) {
            int slash = tail.indexOf('/', 1);
            tail = slash < 0 ? "" : tail.substring(slash);
        }
        return tail;
    }
}
