package dev.lanner.http.edge;

import dev.lanner.spi.Application;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.SettingType;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.message.RequestTarget;
import java.net.InetSocketAddress;

/// Sends clients that came without TLS on to https, at the host that they asked for: nothing of it is served. Those that came by
/// TLS, as a trusted proxy says, are served.
///
/// The host is well-formed (RFC 9110, 4.2.3) and among `allowed-hosts` when a request comes here.
///
/// @param to a port, or the name of an endpoint
/// @param status 307 or 308
/// @param loopback whether requests for this machine itself are sent on too
record HttpsRedirect(Application application, String to, int status, boolean loopback) implements Application {
    private static final int HTTPS = 443;

    /// As an endpoint's settings say, which ask for it.
    static Application of(SettingValues settings, Application application) {
        return new HttpsRedirect(application, settings.get(Settings.HTTPS_REDIRECT),
                settings.get(Settings.HTTPS_REDIRECT_STATUS).intValue(),
                settings.get(Settings.HTTPS_REDIRECT_LOOPBACK));
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        RequestTarget target = exchange.require(Features.REQUEST).target();
        String host = AuthorityHost.of(target.authority());
        if (target.scheme().equals("https") || !loopback && isLoopback(host)) {
            application.handle(exchange);
            return;
        }
        if (host.isEmpty()) {
            throw new RequestRejectedException(400, "missing-host",
                    "The request names no host, so that it can't be sent on to https.");
        }
        int port = port(exchange);
        if (port == 0) {
            throw new RequestRejectedException(503, "https-not-available", "The https endpoint does not listen now.");
        }
        ResponseFeature response = exchange.require(Features.RESPONSE);
        response.status(status);
        response.headers().set("Location", location(target, host, port));
    }

    /// The same target at the https port of the same host.
    ///
    /// @param host without a port
    static String location(RequestTarget target, String host, int port) {
        return "https://" + host + (port == HTTPS ? "" : ":" + port) + target.prefix()
                + (target.rawPath().equals("*") ? "" : target.rawPath())
                + (target.query() == null ? "" : "?" + target.query());
    }

    private int port(FeatureCollection exchange) {
        if (SettingType.HttpsPlace.isPort(to)) {
            return Integer.parseInt(to);
        }
        ServerAddressesFeature addresses = exchange.get(Features.SERVER_ADDRESSES);
        if (addresses != null) {
            for (BoundEndpoint endpoint : addresses.addresses()) {
                if (endpoint.name().equalsIgnoreCase(to) && endpoint.url().startsWith("https:")
                        && endpoint.address() instanceof InetSocketAddress socket) {
                    return socket.getPort();
                }
            }
        }
        return 0;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.endsWith(".localhost") || host.equals("[::1]")
                || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
