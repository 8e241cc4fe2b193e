package dev.lanner.container.context;

import dev.lanner.container.mapping.PathEncoding;
import dev.lanner.container.request.RequestPaths;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.RequestTarget;

/// What follows from the path of a context for those of its requests.
///
/// @param path decoded; empty for the root context
record ContextPaths(String path) {

    /// Whether a path leads into WEB-INF or META-INF, which no client may see, whatever servlet is mapped there
    /// (Servlet 6.1, 10.5).
    boolean isInside(String fullPath) {
        return isBelow(fullPath, "/WEB-INF") || isBelow(fullPath, "/META-INF");
    }

    private boolean isBelow(String fullPath, String directory) {
        int from = path.length();
        int end = from + directory.length();
        return fullPath.regionMatches(true, from, directory, 0, directory.length())
                && (fullPath.length() == end || fullPath.charAt(end) == '/');
    }

    /// `/app` to `/app/`: the location is a path made from the context's own name, never from what the client sent.
    void redirectToRoot(FeatureCollection exchange, RequestTarget target) {
        ResponseFeature response = exchange.require(Features.RESPONSE);
        String location = target.prefix() + PathEncoding.encode(path) + "/";
        response.status(302);
        response.headers().set("Location", target.query() == null ? location : location + "?" + target.query());
        response.headers().set("Content-Length", "0");
    }

    /// The part of a URI below the context, with a slash at its front.
    String below(String uri) {
        String shown = RequestPaths.contextPath(path, uri);
        String below = uri.substring(Math.min(shown.length(), uri.length()));
        int slash = below.indexOf('/');
        return slash < 0 ? "/" : below.substring(slash);
    }
}
