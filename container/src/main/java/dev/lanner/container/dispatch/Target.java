package dev.lanner.container.dispatch;

import dev.lanner.container.context.ServletEntry;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.mapping.MappedServlet;
import dev.lanner.container.mapping.PathEncoding;
import dev.lanner.spi.message.MalformedTargetException;
import dev.lanner.spi.message.PathNormalizer;
import org.jspecify.annotations.Nullable;

/// Where a dispatch goes.
///
/// @param context the context
/// @param mapped the servlet, and how the path is cut
/// @param path the whole path, normalised, with the context path
/// @param uri the same path, encoded
/// @param query the query that the dispatch was asked for with, or null
record Target(WebContext context, MappedServlet<ServletEntry> mapped, String path, String uri,
        @Nullable String query) {

    /// The target of a path below a context; null when the path is refused or nothing serves it. The path is normalised
    /// by the rules for clients' requests, so that no dispatch reaches what a client's path could not name.
    ///
    /// @param pathAndQuery beginning with a slash; percent sequences are decoded
    static @Nullable Target of(WebContext context, String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        String raw = PathEncoding.complete(mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark));
        String query = mark < 0 ? null : PathEncoding.ascii(pathAndQuery.substring(mark + 1));
        if (!raw.startsWith("/")) {
            return null;
        }
        String path;
        try {
            path = context.path() + PathNormalizer.normalize(raw, false);
        } catch (MalformedTargetException e) {
            return null;
        }
        MappedServlet<ServletEntry> mapped = context.map(path);
        return mapped == null
                ? null
                : new Target(context, mapped, path, PathEncoding.encode(context.path()) + raw, query);
    }
}
