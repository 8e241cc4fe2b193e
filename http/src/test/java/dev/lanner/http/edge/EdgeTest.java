package dev.lanner.http.edge;

import dev.lanner.http.HttpConnector;
import dev.lanner.http.LoopbackListener;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Hosts that are asked for, and the word of proxies, over a socket: statuses, and reason codes in the log.
@ExtendWith(LeakCheck.class)
@Timeout(60)
class EdgeTest {
    private final List<RequestLogEntry> entries = new CopyOnWriteArrayList<>();
    private HttpConnector connector;

    @AfterEach
    void stop() {
        connector.stop(Duration.ZERO);
    }

    private SocketAddress start(boolean all, Map<Setting<?>, String> texts) throws Exception {
        Map<Setting<?>, Value> values = new HashMap<>();
        texts.forEach((setting, text) -> values.put(setting, new Value(setting.type().parse(text), "test")));
        SettingValues settings = new SettingValues(null, values);
        ConnectorContext context = new ConnectorContext(exchange -> {
            InetSocketAddress remote = (InetSocketAddress) exchange.require(Features.CONNECTION).remote();
            byte[] bytes = (remote.getHostString() + " " + exchange.require(Features.REQUEST).target().authority())
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
        }, settings, new FeatureCollection(), new RequestLog() {
            @Override
            public boolean wantsAll() {
                return all;
            }

            @Override
            public void log(RequestLogEntry entry) {
                entries.add(entry);
            }
        });
        connector = new HttpConnector(
                new EndpointConfig("test", EndpointUrl.parse("http://127.0.0.1:0"), settings, "test"), context,
                () -> List.of(new LoopbackListener(0)));
        return connector.start().getFirst().address();
    }

    private RawResponse exchange(SocketAddress address, String request) throws Exception {
        try (RawClient client = RawClient.connect(address)) {
            return client.exchange(request);
        }
    }

    @ParameterizedTest
    @CsvSource({"bad-request, 400", "misdirected-request, 421", "not-found, 404"})
    void hostsThatAreNotServedAreRefusedAsChosenAndTheReasonIsLogged(String answer, int status) throws Exception {
        SocketAddress address = start(false, Map.of(Settings.ALLOWED_HOSTS, "www.example.org, *.example.net",
                Settings.UNKNOWN_HOST, answer));

        assertEquals(200, exchange(address, "GET / HTTP/1.1\r\nHost: WWW.example.org:81\r\n\r\n").status());
        assertEquals(200, exchange(address, "GET / HTTP/1.1\r\nHost: a.example.net.\r\n\r\n").status());
        RawResponse refused = exchange(address, "GET / HTTP/1.1\r\nHost: example.net\r\n\r\n");

        assertEquals(status, refused.status());
        assertEquals(true, refused.closes());
        Eventually.until("it is logged", () -> !entries.isEmpty());
        assertEquals(List.of("unknown-host"), entries.stream().map(RequestLogEntry::reason).toList());
        assertEquals(status, entries.getFirst().status());
        assertEquals(status, exchange(address, "GET / HTTP/1.0\r\n\r\n").status(), "no host at all");
    }

    @Test
    void theHostThatATrustedProxyNamesIsTheOneThatIsChecked() throws Exception {
        SocketAddress address = start(true, Map.of(Settings.ALLOWED_HOSTS, "www.example.org",
                Settings.FORWARDED_HEADERS, "x-forwarded", Settings.FORWARDED_PARTS, "for, host"));

        assertEquals("203.0.113.9 www.example.org", exchange(address,
                "GET / HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Host: www.example.org\r\n\r\n")
                .text());
        Eventually.until("it is logged", () -> !entries.isEmpty());
        assertEquals("203.0.113.9", entries.getFirst().remote());
        assertEquals(400, exchange(address,
                "GET / HTTP/1.1\r\nHost: www.example.org\r\nX-Forwarded-Host: evil.example\r\n\r\n").status());
    }

    @Test
    void aProxyThatCannotBeReadIsRefusedWithItsReason() throws Exception {
        SocketAddress address = start(false, Map.of(Settings.FORWARDED_HEADERS, "x-forwarded"));

        assertEquals(400, exchange(address, "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: nonsense\r\n\r\n").status());
        Eventually.until("it is logged", () -> !entries.isEmpty());
        assertEquals("invalid-forwarded", entries.getFirst().reason());
    }

    @Test
    void whoIsNotTrustedIsServedAsItself() throws Exception {
        SocketAddress address = start(true, Map.of(Settings.FORWARDED_HEADERS, "x-forwarded",
                Settings.FORWARDED_TRUSTED_PROXIES, "192.0.2.0/24"));

        assertEquals("127.0.0.1 a",
                exchange(address, "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n")
                        .text());
        Eventually.until("it is logged", () -> !entries.isEmpty());
        assertEquals("127.0.0.1", entries.getFirst().remote());
    }
}
