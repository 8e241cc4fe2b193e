package dev.lanner.http.edge;

import dev.lanner.http.HttpConnector;
import dev.lanner.http.LoopbackListener;
import dev.lanner.spi.BoundEndpoint;
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
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Requests that came without TLS and are sent on to https.
@ExtendWith(LeakCheck.class)
@Timeout(60)
class HttpsRedirectTest {
    private HttpConnector connector;
    private volatile List<BoundEndpoint> addresses = List.of();

    @AfterEach
    void stop() {
        connector.stop(Duration.ZERO);
    }

    private SocketAddress start(Map<Setting<?>, String> texts) throws IOException {
        Map<Setting<?>, Value> values = new HashMap<>();
        texts.forEach((setting, text) -> values.put(setting, new Value(setting.type().parse(text), "test")));
        values.put(Settings.KEEP_ALIVE_DRAIN_TIME, new Value(Duration.ZERO, "test"));
        SettingValues settings = new SettingValues(null, values);
        FeatureCollection server = new FeatureCollection();
        server.set(Features.SERVER_ADDRESSES, () -> addresses);
        ConnectorContext context = new ConnectorContext(exchange -> {
            byte[] bytes = "served".getBytes(StandardCharsets.US_ASCII);
            exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
        }, settings, server, RequestLog.NONE);
        connector = new HttpConnector(
                new EndpointConfig("test", EndpointUrl.parse("http://127.0.0.1:0"), settings, "test"), context,
                () -> List.of(new LoopbackListener(0)));
        return connector.start().getFirst().address();
    }

    private static RawResponse exchange(SocketAddress address, String request) throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            return client.exchange(request);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            443  | /             | www.example.org      | https://www.example.org/
            443  | /a%20b;c=1?d=%2f&e=//f | www.example.org:8080 | https://www.example.org/a%20b;c=1?d=%2f&e=//f
            8443 | /a            | www.example.org      | https://www.example.org:8443/a
            8443 | /a            | WWW.Example.ORG.:80  | https://www.example.org:8443/a
            8443 | /a            | [2001:db8::1]:80     | https://[2001:db8::1]:8443/a
            8443 | /a            | 192.0.2.1            | https://192.0.2.1:8443/a
            8443 | //evil.example/ | www.example.org    | https://www.example.org:8443//evil.example/
            8443 | http://a.example/b?c | a.example     | https://a.example:8443/b?c
            """)
    void clientsAreSentToTheSameTargetOfTheSameHost(String to, String target, String host, String location)
            throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, to));

        RawResponse answer = exchange(address, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

        assertEquals(307, answer.status());
        assertEquals(location, answer.header("Location"));
        assertEquals("", answer.text());
    }

    @Test
    void theConnectionLivesOnAndBodiesAreNotServed() throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, "443", Settings.HTTPS_REDIRECT_STATUS, "308"));
        try (RawClient client = RawClient.connect(address)) {
            for (int i = 0; i < 3; i++) {
                RawResponse answer = client
                        .exchange("POST /a HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody");
                assertEquals(308, answer.status());
                assertEquals("https://a.example/a", answer.header("Location"));
                assertFalse(answer.closes());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"443, a.example, https, 1", "443, a.example:443, HTTPS, 1", "8443, a.example:8443, https, 1",
        "443, [2001:db8::1], https, 1", "443, a.example, http, 0", "443, a.example:80, https, 0",
        "8443, a.example, https, 0"})
    void aClientThatIsSentRoundInCirclesIsToldOfOnce(String to, String host, String scheme, int lines)
            throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, to));
        List<String> said = new CopyOnWriteArrayList<>();
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {
                // kept in memory
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger(HttpsRedirect.class.getName());
        logger.addHandler(log);
        try {
            for (int i = 0; i < 2; i++) {
                assertEquals(307, exchange(address, "GET /a HTTP/1.1\r\nHost: " + host + "\r\nX-Forwarded-Proto: "
                        + scheme + "\r\n\r\n").status());
            }
        } finally {
            logger.removeHandler(log);
        }

        assertEquals(lines, said.size(), said::toString);
        if (lines > 0) {
            assertTrue(said.getFirst().startsWith("LNR-1212: endpoint \"test\" (test): "), said.getFirst());
        }
    }

    @Test
    void requestsOverHttp2AreSentOnToo() throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, "8443"));
        try (Http2Client client = Http2Client.connect(address)) {
            Http2Response answer = client.read(client.headers(true, ":method", "GET", ":scheme", "http", ":authority",
                    "a.example:8080", ":path", "/a?b"));
            assertEquals(307, answer.status());
            assertEquals("https://a.example:8443/a?b", answer.header("location"));
            assertEquals("", answer.text());
        }
    }

    @Test
    void theNameOfAnEndpointStandsForItsPortAsLongAsItListens() throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, "Web"));
        addresses = List.of(
                new BoundEndpoint("plain", "http://127.0.0.1:1", InetSocketAddress.createUnresolved("127.0.0.1", 1)),
                new BoundEndpoint("web", "https://127.0.0.1:9443",
                        InetSocketAddress.createUnresolved("127.0.0.1", 9443)));

        assertEquals("https://a.example:9443/",
                exchange(address, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").header("Location"));
        addresses = List.of();
        assertEquals(503, exchange(address, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").status());
    }

    @ParameterizedTest
    @CsvSource({"localhost, 200", "LOCALHOST:81, 200", "a.localhost, 200", "127.0.0.1:8080, 200", "127.1.2.3, 200",
        "[::1]:81, 200", "a.example, 307", "127.evil.example, 307", "localhost.example, 307"})
    void loopbackHostsAreServedWhereSoConfigured(String host, int status) throws IOException {
        SocketAddress address = start(
                Map.of(Settings.HTTPS_REDIRECT, "443", Settings.HTTPS_REDIRECT_LOOPBACK, "false"));

        assertEquals(status, exchange(address, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status());
    }

    @Test
    void loopbackHostsAreSentOnUnlessConfiguredOtherwise() throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, "443"));

        assertEquals("https://localhost/",
                exchange(address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").header("Location"));
    }

    @Test
    void whatATrustedProxyGotByHttpsIsServed() throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, "443", Settings.FORWARDED_HEADERS, "x-forwarded",
                Settings.FORWARDED_PARTS, "for, proto, host, prefix"));

        String request = "GET /a HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Host: a.example\r\n"
                + "X-Forwarded-Prefix: /shop\r\nX-Forwarded-Proto: ";
        assertEquals("served", exchange(address, request + "https\r\n\r\n").text());
        RawResponse sentOn = exchange(address, request + "http\r\n\r\n");
        assertEquals(307, sentOn.status());
        assertEquals("https://a.example/shop/a", sentOn.header("Location"));
    }

    @Test
    void nobodyElseIsBelieved() throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, "443", Settings.FORWARDED_HEADERS, "x-forwarded",
                Settings.FORWARDED_TRUSTED_PROXIES, "192.0.2.7"));

        assertEquals(307, exchange(address,
                "GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n\r\n")
                .status());
    }

    @Test
    void hostsThatAreNotServedAndNoHostAreRefused() throws IOException {
        SocketAddress address = start(
                Map.of(Settings.HTTPS_REDIRECT, "443", Settings.ALLOWED_HOSTS, "www.example.org"));

        RawResponse evil = exchange(address, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertEquals(400, evil.status());
        assertNull(evil.header("Location"));
        assertEquals(400, exchange(address, "GET / HTTP/1.0\r\n\r\n").status());
        assertEquals(400,
                exchange(address, "GET / HTTP/1.1\r\nHost: www.example.org@evil.example\r\n\r\n").status());
        assertEquals(307, exchange(address, "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n").status());
    }

    @Test
    void aRequestWithoutHostIsRefused() throws IOException {
        SocketAddress address = start(Map.of(Settings.HTTPS_REDIRECT, "443"));

        assertEquals(400, exchange(address, "GET / HTTP/1.0\r\n\r\n").status());
    }
}
