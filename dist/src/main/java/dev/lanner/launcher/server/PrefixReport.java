package dev.lanner.launcher.server;

import dev.lanner.container.BoundContext;
import dev.lanner.container.ContextInfo;
import dev.lanner.container.RouteInfo;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.binding.HostName;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.spi.BoundEndpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which URLs are served, and by what, for people. Stateless.
final class PrefixReport {
    private PrefixReport() {
    }

    /// Each endpoint's URL with each application's path or prefix, as clients write it; in the end the prefixes that no
    /// endpoint listens for.
    static String list(List<Endpoints.Running> endpoints, List<BoundContext> contexts) {
        StringBuilder text = new StringBuilder();
        Set<UrlPrefix> heard = new HashSet<>();
        for (Endpoints.Running endpoint : endpoints) {
            for (BoundEndpoint bound : endpoint.bound()) {
                for (BoundContext context : contexts) {
                    String name = endpoint.config().name() + " ";
                    if (context.prefixes().isEmpty()) {
                        text.append(name).append(plain(bound.url(), context.info().id()));
                        end(text, context.info());
                    }
                    for (UrlPrefix prefix : context.prefixes()) {
                        if (listens(bound.url(), prefix)) {
                            heard.add(prefix);
                            text.append(name).append(prefix);
                            end(text, context.info());
                        }
                    }
                }
            }
        }
        for (BoundContext context : contexts) {
            for (UrlPrefix prefix : context.prefixes()) {
                if (!heard.contains(prefix)) {
                    text.append("- ").append(prefix);
                    end(text, context.info());
                }
            }
        }
        return text.toString();
    }

    private static void end(StringBuilder text, ContextInfo info) {
        text.append(' ').append(info.state().name().toLowerCase(Locale.ROOT)).append(' ').append(info.id())
                .append('\n');
    }

    private static String plain(String url, ContextId id) {
        String host = id.host();
        int start = url.indexOf("://") + 3;
        int colon = url.lastIndexOf(':');
        String at = host.isEmpty() || colon < start || url.startsWith("unix:", start)
                ? url
                : url.substring(0, start) + host + url.substring(colon);
        return at + id.path() + "/";
    }

    /// A Unix socket has the ports of its scheme, a proxy in front may say others.
    private static boolean listens(String url, UrlPrefix prefix) {
        boolean scheme = url.startsWith(prefix.scheme() + "://");
        int port = url.contains("://unix:")
                ? prefix.scheme().equals("https") ? 443 : 80
                : Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
        return scheme && port == prefix.port();
    }

    /// What serves a URL.
    ///
    /// @throws ControlException when it is none
    static String which(String url, ServletContainer container) throws ControlException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new ControlException("LNR-3103: \"" + url + "\" is no URL: " + e.getReason() + ", character "
                    + (e.getIndex() + 1), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getRawAuthority() == null) {
            throw new ControlException("LNR-3103: \"" + url + "\" is no URL of a web application: write it as a client "
                    + "does, such as http://shop.example.com:8080/cart");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        String host = HostName.ofAuthority(uri.getRawAuthority());
        String address = host == null || !host.startsWith("[") ? host : host.substring(1, host.length() - 1);
        String path = uri.getPath().isEmpty() ? "/" : uri.getPath();
        RouteInfo route = container.route(scheme, port, host, address, path);
        if (route.contexts().isEmpty()) {
            return "nothing: " + route.status() + (route.status() == 404 ? "" : " (unknown host)") + "\n";
        }
        StringBuilder text = new StringBuilder();
        for (ContextInfo info : route.contexts()) {
            text.append(info.id()).append(' ').append(info.state().name().toLowerCase(Locale.ROOT))
                    .append(", bound to ")
                    .append(route.bound()).append('\n');
        }
        return text.toString();
    }
}
