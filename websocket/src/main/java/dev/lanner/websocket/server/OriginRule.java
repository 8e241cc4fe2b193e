package dev.lanner.websocket.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// From which web pages a browser may connect: those of the same host and port, and the origins that the owner names
/// (RFC 6455, 10.2). A client that sends no origin is no browser and is let in. Pure.
///
/// The scheme is not compared with that of the request: behind a proxy that ends TLS it may not be known.
///
/// @param allowed origins such as `https://example.org`; `*` for all
public record OriginRule(List<String> allowed) {

    /// Takes a copy.
    public OriginRule {
        allowed = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    }

    /// Whether a page of this origin may connect.
    ///
    /// @param origin the field's value; null without the field
    /// @param authority the host, and the port where it was named, that the client asked for
    public boolean allows(@Nullable String origin, String authority) {
        if (origin == null || allowed.contains("*")) {
            return true;
        }
        return allowed.contains(origin.toLowerCase(Locale.ROOT)) || sameHost(origin, authority);
    }

    private static boolean sameHost(String origin, String authority) {
        try {
            URI page = new URI(origin);
            String scheme = page.getScheme() == null ? "" : page.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("http") ? 80 : scheme.equals("https") ? 443 : 0;
            if (usual == 0 || page.getHost() == null || page.getUserInfo() != null
                    || page.getRawPath() != null && !page.getRawPath().isEmpty()) {
                return false;
            }
            URI own = new URI("http://" + authority);
            int pagePort = page.getPort() < 0 ? usual : page.getPort();
            int ownPort = own.getPort() < 0 ? usual : own.getPort();
            return page.getHost().equalsIgnoreCase(own.getHost()) && pagePort == ownPort;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
