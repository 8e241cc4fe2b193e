package dev.lanner.http.edge;

import dev.lanner.spi.Application;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.SettingType;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.message.RequestTarget;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sends clients that came without TLS on to https, at the host that they asked for: nothing of it is served. Those that came by
/// TLS, as a trusted proxy says, are served.
///
/// The host is well-formed (RFC 9110, 4.2.3) and among `allowed-hosts` when a request comes here.
///
/// @param to a port, or the name of an endpoint
/// @param status 307 or 308
/// @param loopback whether requests for this machine itself are sent on too
/// @param endpoint how the log names it
/// @param told whether the log has been told of a client that is sent to where it comes from
record HttpsRedirect(Application application, String to, int status, boolean loopback, String endpoint,
        AtomicBoolean told) implements Application {
    private static final Logger LOG = LazyLogger.of(HttpsRedirect.class);
    private static final int HTTPS = 443;

    /// As an endpoint's settings say, which ask for it.
    static Application of(EndpointConfig endpoint, Application application) {
        SettingValues settings = endpoint.settings();
        return new HttpsRedirect(application, settings.get(Settings.HTTPS_REDIRECT),
                settings.get(Settings.HTTPS_REDIRECT_STATUS).intValue(),
                settings.get(Settings.HTTPS_REDIRECT_LOOPBACK),
                "\"" + endpoint.name() + "\" (" + endpoint.origin() + ")",
                new AtomicBoolean());
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
        if (!told.get() && isLoop(exchange, target, port) && told.compareAndSet(false, true)) {
            LOG.log(Level.WARNING,
                    "LNR-1212: endpoint {0}: a request was sent on to https by https-redirect although it "
                            + "came by https, to the same URL, as its field X-Forwarded-Proto says: the client will go round in "
                            + "circles. Behind a proxy that ends TLS set forwarded.headers: x-forwarded with \"proto\" among "
                            + "forwarded.parts, and name the proxy in forwarded.trusted-proxies; or let the proxy redirect, and "
                            + "set https-redirect: off. Said once.",
                    endpoint);
        }
    }

    /// Whether the client asked the proxy for what it is sent to. Only looked at: nobody is believed.
    private static boolean isLoop(FeatureCollection exchange, RequestTarget target, int port) {
        String scheme = exchange.require(Features.REQUEST).headers().first("X-Forwarded-Proto");
        if (scheme == null || !scheme.strip().equalsIgnoreCase("https")) {
            return false;
        }
        String authority = target.authority();
        int colon = authority.lastIndexOf(':');
        String asked = colon > authority.lastIndexOf(']') ? authority.substring(colon + 1) : "";
        return (asked.isEmpty() ? Integer.toString(HTTPS) : asked).equals(Integer.toString(port));
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
