package dev.lanner.worker.pairing;

import dev.lanner.spi.config.HostPatterns;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ForwardedFields;
import dev.lanner.spi.config.Settings.ProxyProtocol;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WorkerLimitsTest {

    @Test
    void connections_are_the_front_servers() {
        SettingValues worker = WorkerLimits.over(new SettingValues(SettingValues.DEFAULTS,
                Map.of(Settings.MAX_CONNECTIONS, new Value(1L, "test"),
                        Settings.MAX_UPGRADED_CONNECTIONS, new Value(1L, "test"),
                        Settings.CONNECTION_FILTERS, new Value(List.of("addresses", "own"), "test"))));

        assertEquals(Long.MAX_VALUE, worker.get(Settings.MAX_CONNECTIONS));
        assertEquals(Long.MAX_VALUE, worker.get(Settings.MAX_UPGRADED_CONNECTIONS));
        assertEquals(List.of(), worker.get(Settings.CONNECTION_FILTERS));
    }

    @Test
    void what_the_front_server_did_not_believe_is_not_believed_by_the_worker() {
        SettingValues worker = WorkerLimits.over(new SettingValues(SettingValues.DEFAULTS,
                Map.of(Settings.FORWARDED_HEADERS, new Value(ForwardedFields.X_FORWARDED, "test"),
                        Settings.PROXY_PROTOCOL, new Value(ProxyProtocol.V1, "test"),
                        Settings.ALLOWED_HOSTS, new Value(Settings.ALLOWED_HOSTS.type().parse("a.example"), "test"))));

        assertEquals(ForwardedFields.OFF, worker.get(Settings.FORWARDED_HEADERS));
        assertEquals(ProxyProtocol.OFF, worker.get(Settings.PROXY_PROTOCOL));
        assertEquals(HostPatterns.ALL, worker.get(Settings.ALLOWED_HOSTS));
    }

    /// Of HTTP/2, a hundred requests in one connection of a client are a hundred connections of the hop.
    @Test
    void connections_are_counted_by_the_front_server() {
        SettingValues worker = WorkerLimits.over(new SettingValues(SettingValues.DEFAULTS,
                Map.of(Settings.MAX_CONNECTIONS, new Value(5L, "test"),
                        Settings.MAX_UPGRADED_CONNECTIONS, new Value(0L, "test"))));

        assertEquals(Long.MAX_VALUE, worker.get(Settings.MAX_CONNECTIONS));
        assertEquals(Long.MAX_VALUE, worker.get(Settings.MAX_UPGRADED_CONNECTIONS));
    }
}
