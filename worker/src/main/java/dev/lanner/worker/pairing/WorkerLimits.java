package dev.lanner.worker.pairing;

import dev.lanner.spi.config.HostPatterns;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ForwardedFields;
import dev.lanner.spi.config.Settings.HeaderCharset;
import dev.lanner.spi.config.Settings.ProxyProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The settings of a worker's endpoint: what the front server limits is not limited again, and what it has read of proxies
/// is not read again: its hop is none of them, and carries what it did not believe. Stateless.
public final class WorkerLimits {
    private static final String ORIGIN = "worker";
    private static final long LARGE = 1 << 20;
    private static final long MANY = 10_000;
    private static final long BACKLOG = 4096;

    private WorkerLimits() {
    }

    /// Those settings over the server's.
    public static SettingValues over(SettingValues server) {
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        put(own, Settings.MAX_CONNECTIONS, Long.MAX_VALUE);
        put(own, Settings.MAX_UPGRADED_CONNECTIONS, Long.MAX_VALUE);
        // a burst of requests at the front server is one of connections here; the operating system takes what it allows
        put(own, Settings.BACKLOG, Math.max(BACKLOG, server.get(Settings.BACKLOG)));
        put(own, Settings.CONNECTION_FILTERS, List.of());
        put(own, Settings.CONNECTOR, "");
        put(own, Settings.HTTPS_REDIRECT, "off");
        put(own, Settings.HSTS, Duration.ZERO);
        put(own, Settings.MAX_REQUEST_BODY_SIZE, Long.MAX_VALUE);
        put(own, Settings.MAX_REQUEST_LINE_SIZE, LARGE);
        put(own, Settings.MAX_REQUEST_HEADERS_SIZE, LARGE);
        put(own, Settings.MAX_REQUEST_HEADER_COUNT, MANY);
        put(own, Settings.MIN_REQUEST_BODY_RATE, Long.MAX_VALUE);
        put(own, Settings.MIN_RESPONSE_RATE, Long.MAX_VALUE);
        put(own, Settings.KEEP_ALIVE_TIMEOUT, Duration.ofDays(365));
        put(own, Settings.KEEP_ALIVE_DRAIN_TIME, Duration.ZERO);
        put(own, Settings.FORWARDED_HEADERS, ForwardedFields.OFF);
        put(own, Settings.PROXY_PROTOCOL, ProxyProtocol.OFF);
        put(own, Settings.ALLOWED_HOSTS, HostPatterns.ALL);
        // whatever the charset at the client is: both sides of the hop write UTF-8
        put(own, Settings.HEADER_CHARSET, HeaderCharset.UTF_8);
        return new SettingValues(server, own);
    }

    private static void put(Map<Setting<?>, SettingValues.Value> into, Setting<?> setting, Object value) {
        into.put(setting, new SettingValues.Value(value, ORIGIN));
    }
}
