package dev.lanner.http.filter;

import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Protocols;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ServerLibraries;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Networks;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ProxyProtocol;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.transport.ByteTap;
import dev.lanner.spi.transport.ConnectionFilter;
import dev.lanner.spi.transport.ConnectionFilterFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The connection filters of an endpoint, in their order. Immutable.
public final class Filters {
    private static final String PROXY = "proxy-protocol";
    private static final String ADDRESSES = "addresses";
    private static final String LOG = "log";
    private static final String TLS = "tls";

    /// Before the PROXY header; then after it; then after TLS.
    private final List<ConnectionFilter> first = new ArrayList<>();
    private final List<ConnectionFilter> clear = new ArrayList<>();
    private final List<ConnectionFilter> decrypted = new ArrayList<>();
    private final @Nullable ProxyRules proxy;

    private Filters(EndpointConfig endpoint, ConnectorContext context) {
        SettingValues settings = endpoint.settings();
        ProxyRules rules = null;
        boolean tls = false;
        List<String> seen = new ArrayList<>();
        for (String name : settings.get(Settings.CONNECTION_FILTERS)) {
            require(name.equals(LOG) || !seen.contains(name), endpoint, "names \"" + name + "\" twice");
            seen.add(name);
            if (name.equals(TLS)) {
                tls = true;
            } else if (name.equals(PROXY)) {
                require(!tls, endpoint, "has \"" + PROXY + "\" after \"" + TLS + "\": the header comes before TLS");
                rules = ProxyRules.of(settings);
            } else {
                ConnectionFilter filter = make(name, endpoint, context);
                if (filter != null) {
                    (tls ? decrypted : rules == null ? first : clear).add(filter);
                }
            }
        }
        require(settings.get(Settings.PROXY_PROTOCOL) == ProxyProtocol.OFF || rules != null, endpoint,
                "lacks \"" + PROXY + "\", which the setting proxy-protocol asks for");
        proxy = rules;
    }

    private static void require(boolean good, EndpointConfig endpoint, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException("LNR-1210: connection-filters ("
                    + endpoint.settings().origin(Settings.CONNECTION_FILTERS) + ") " + otherwise + ".");
        }
    }

    /// The filters of an endpoint; null where there is nothing to do.
    ///
    /// @throws IllegalArgumentException when the settings contradict each other, or a filter is not known
    public static @Nullable Filters of(EndpointConfig endpoint, ConnectorContext context) {
        Filters filters = new Filters(endpoint, context);
        return filters.proxy == null && filters.first.isEmpty() && filters.clear.isEmpty()
                && filters.decrypted.isEmpty() ? null : filters;
    }

    private static @Nullable ConnectionFilter make(String name, EndpointConfig endpoint,
            ConnectorContext context) {
        if (name.equals(ADDRESSES)) {
            Networks allowed = endpoint.settings().get(Settings.ALLOWED_CLIENTS);
            Networks denied = endpoint.settings().get(Settings.DENIED_CLIENTS);
            return allowed.isEmpty() && denied.isEmpty() ? null : new AddressFilter(allowed, denied);
        }
        if (name.equals(LOG)) {
            return new ConnectionLogFilter(endpoint.settings().get(Settings.CONNECTION_LOG));
        }
        for (ConnectionFilterFactory factory : ServiceLoader.load(ConnectionFilterFactory.class,
                ServerLibraries.of(context, Filters.class.getClassLoader()))) {
            if (factory.name().equals(name)) {
                return factory.create(endpoint);
            }
        }
        require(false, endpoint, "names \"" + name + "\", which is none of proxy-protocol, addresses, log, tls, nor of "
                + "a ConnectionFilterFactory in the server's libraries");
        return null;
    }

    /// The protocols with these filters in front.
    ///
    /// @param encrypted whether the first protocol is TLS
    public Protocols before(Protocols protocols, boolean encrypted) {
        ProtocolStart http2 = protocols.http2();
        List<ConnectionFilter> last = encrypted ? decrypted : List.of();
        List<ConnectionFilter> early = new ArrayList<>(clear);
        if (!encrypted) {
            early.addAll(decrypted);
        }
        return new Protocols(new FilterStart(first, proxy, early, protocols.first()),
                last.isEmpty() ? protocols.http1() : new FilterStart(last, null, List.of(), protocols.http1()),
                http2 == null || last.isEmpty() ? http2 : new FilterStart(last, null, List.of(), http2));
    }

    /// Asks the filters.
    ///
    /// @return the reason code of the one that refuses; null when all let the connection through
    static @Nullable String refusal(List<ConnectionFilter> filters, ConnectionFeature peer) {
        try {
            for (ConnectionFilter filter : filters) {
                String code = filter.refuse(peer);
                if (code != null) {
                    return code;
                }
            }
            return null;
        } catch (RuntimeException e) {
            // closed, as nobody can say what it would have decided
            return FilterRefusal.FAILURE.code();
        }
    }

    /// The wire with the filters' taps on it.
    static Wire tapped(List<ConnectionFilter> filters, ConnectionFeature peer, Wire wire) {
        Wire outer = wire;
        for (ConnectionFilter filter : filters) {
            ByteTap tap = filter.tap(peer);
            if (tap != null) {
                outer = new TapWire(outer, tap);
            }
        }
        return outer;
    }

    /// Closes a connection that was refused, and tells the log.
    static void close(Connection connection, String code) {
        connection.endpoint().context().requestLog()
                .log(new RequestLogEntry(System.currentTimeMillis(), 0, connection.id(), "", connection.remote(), null,
                        null, null, null, 0, 0, Fields.EMPTY, code, connection.endpoint().rules().scheme(), null,
                        null));
        connection.close();
    }
}
