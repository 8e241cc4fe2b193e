package dev.lanner.container.security;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.message.RequestTarget;
import java.net.InetSocketAddress;

/// What becomes of a request that needs TLS and came without: a redirect to the https endpoint, else 403 (Servlet 6.1,
/// 13.8.3). Immutable.
final class TransportGuard {
    private static final int HTTPS = 443;

    private final int port;

    /// @param port where to redirect to; 0 for the server's own https endpoint
    TransportGuard(int port) {
        this.port = port;
    }

    /// Whether the client came over TLS, as far as is known behind proxies.
    static boolean isSecure(FeatureCollection features) {
        return features.require(Features.REQUEST).target().scheme().equals("https");
    }

    Admission toTls(FeatureCollection features) {
        RequestFeature request = features.require(Features.REQUEST);
        RequestTarget target = request.target();
        String host = host(target.authority());
        int to = port == 0 ? ownPort(features) : port;
        if (to == 0 || host.isEmpty()) {
            return new Admission.Refusal(403);
        }
        String location = "https://" + host + (to == HTTPS ? "" : ":" + to) + target.prefix() + target.rawPath()
                + (target.query() == null ? "" : "?" + target.query());
        boolean safe = request.method().equals("GET") || request.method().equals("HEAD");
        return new Admission.Redirect(safe ? 302 : 307, location);
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static int ownPort(FeatureCollection features) {
        ServerAddressesFeature addresses = features.get(Features.SERVER_ADDRESSES);
        if (addresses != null) {
            for (BoundEndpoint endpoint : addresses.addresses()) {
                if (endpoint.url().startsWith("https:") && endpoint.address() instanceof InetSocketAddress socket) {
                    return socket.getPort();
                }
            }
        }
        return 0;
    }
}
