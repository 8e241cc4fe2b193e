package dev.lanner.container;

import dev.lanner.container.ContextTable.Entry;
import dev.lanner.container.binding.Bound;
import dev.lanner.container.binding.HostName;
import dev.lanner.container.binding.Place;
import dev.lanner.container.binding.Router;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.mapping.PathEncoding;
import dev.lanner.container.request.RequestPaths;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ForwardedFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.RequestTarget;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which context a request is for where its path alone does not tell: hosts, prefixes, versions. Stateless.
final class Routing {
    private Routing() {
    }

    /// The context of a request, whose feature then has the target as that context sees it.
    ///
    /// @return null when there is none
    /// @throws RequestRejectedException for a host that is not served, where those are refused
    static @Nullable Entry find(Router<Entry> router, FeatureCollection exchange) throws RequestRejectedException {
        RequestTarget target = exchange.require(Features.REQUEST).target();
        ConnectionFeature connection = exchange.get(Features.CONNECTION);
        SocketAddress local = connection == null ? null : connection.local();
        String scheme = target.scheme();
        int port = router.needsPort() ? port(exchange, local, scheme) : 0;
        String host = HostName.ofAuthority(target.authority());
        String address = router.needsAddress(scheme, port) ? address(local) : null;
        Place<Entry> place = router.find(scheme, port, host, address, target.path());
        if (place == null) {
            int status = router.refusal(scheme, port, host);
            if (status != 404) {
                throw new RequestRejectedException(status, "unknown-host", "This server does not serve the host.");
            }
            return null;
        }
        Entry entry = version(place.versions(), exchange);
        int front = place.path().length() - entry.binding().contextPath().length();
        if (front > 0) {
            moveBelow(exchange, target, place.path().substring(0, front));
        }
        return entry;
    }

    /// The port at which the client came in: what a trusted proxy says, else that of the connection; never what stands
    /// in the Host field, as any client can write anything there.
    private static int port(FeatureCollection exchange, @Nullable SocketAddress local, String scheme) {
        ForwardedFeature word = exchange.get(Features.FORWARDED);
        if (word != null && word.port() > 0) {
            return word.port();
        }
        if (local instanceof InetSocketAddress internet) {
            return internet.getPort();
        }
        return scheme.equals("https") ? 443 : 80;
    }

    private static @Nullable String address(@Nullable SocketAddress local) {
        if (!(local instanceof InetSocketAddress internet) || internet.getAddress() == null) {
            return null;
        }
        String address = internet.getAddress().getHostAddress();
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /// The newest version that serves, unless an older one has the client's session. Where none serves the newest of all,
    /// which says so.
    private static Entry version(List<Bound<Entry>> versions, FeatureCollection exchange) {
        if (versions.size() == 1) {
            return versions.getFirst().value();
        }
        boolean names = mayNameASession(exchange);
        Entry newest = null;
        for (int i = 0; i < versions.size(); i++) {
            Entry entry = versions.get(i).value();
            WebContext context = entry.context();
            if (context == null || !context.serves()) {
                continue;
            }
            if (!names || context.hasSessionOf(exchange)) {
                return entry;
            }
            newest = newest == null ? entry : newest;
        }
        return newest == null ? versions.getFirst().value() : newest;
    }

    /// The newest version that serves; the newest of all where none does.
    static Entry newest(Place<Entry> place) {
        for (Bound<Entry> version : place.versions()) {
            if (version.value().serves()) {
                return version.value();
            }
        }
        return place.versions().getFirst().value();
    }

    private static boolean mayNameASession(FeatureCollection exchange) {
        RequestFeature request = exchange.require(Features.REQUEST);
        return request.headers().first("Cookie") != null || request.target().rawPath().indexOf(';') >= 0;
    }

    /// The context runs at a shorter path than the one that the client sees: the front of it becomes a prefix, as a proxy
    /// would have it.
    private static void moveBelow(FeatureCollection exchange, RequestTarget target, String front) {
        RequestFeature request = exchange.require(Features.REQUEST);
        String rawFront = RequestPaths.contextPath(front, target.rawPath());
        String raw = target.rawPath().substring(Math.min(rawFront.length(), target.rawPath().length()));
        RequestTarget below = target.withPath(raw, target.path().substring(front.length()), target.query())
                .withPrefix(target.prefix() + PathEncoding.encode(front));
        exchange.set(Features.REQUEST, new MovedRequest(request, below));
    }

    /// Takes back what [#find] changed.
    static void takeBack(FeatureCollection exchange) {
        if (exchange.require(Features.REQUEST) instanceof MovedRequest moved) {
            exchange.set(Features.REQUEST, moved.request());
        }
    }
}
