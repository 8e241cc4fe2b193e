package dev.lanner.http;

import dev.lanner.spi.config.HostPatterns;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.PlainHttp;
import dev.lanner.spi.config.Settings.ProxyProtocol;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Plain HTTP where TLS is spoken.
class PlainHttpTest {
    private static TlsEndpoint start(Map<Setting<?>, Object> settings) throws IOException {
        return new TlsEndpoint(settings);
    }

    private static RawResponse exchange(TlsEndpoint endpoint, String request) throws IOException {
        try (RawClient client = RawClient.connect(endpoint.address())) {
            RawResponse answer = client.exchange(request);
            client.expectClosed();
            return answer;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /a;b?c=%2f&d  | www.example.org       | https://www.example.org:PORT/a;b?c=%2f&d
            POST | /             | www.example.org:80    | https://www.example.org:PORT/
            GET  | //evil.example/ | a.example           | https://a.example:PORT//evil.example/
            GET  | http://b.example/x | b.example        | https://b.example:PORT/x
            GET  | /             | [::1]:8080            | https://[::1]:PORT/
            """)
    void clientsAreSentToHttpsAtTheSamePort(String method, String target, String host, String location)
            throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.REDIRECT))) {
            RawResponse answer = exchange(endpoint,
                    method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertEquals(308, answer.status());
            assertEquals(location.replace("PORT", String.valueOf(endpoint.port())), answer.header("Location"));
            assertEquals(List.of("http-over-tls"), endpoint.reasons());
        }
    }

    @Test
    void aHeadMayComeByteByByte() throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.REDIRECT));
                RawClient client = RawClient.connect(endpoint.address())) {
            for (byte each : "GET /slow HTTP/1.1\r\nHost: a.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[]{each});
            }
            assertEquals("https://a.example:" + endpoint.port() + "/slow", client.read().header("Location"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example@evil.example\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nHost: evil.example\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /\r\n", "GET / HTTP/1.1\nHost: a\n\n",
        "GET /a\u0001 HTTP/1.1\r\nHost: a.example\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"})
    void whatIsNoRequestForAHostIsRefused(String request) throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.REDIRECT))) {
            RawResponse answer = exchange(endpoint, request);
            assertEquals(400, answer.status());
            assertTrue(answer.text().contains("HTTPS"), answer.text());
        }
    }

    @Test
    void headsThatAreTooLargeAreRefusedBeforeTheirEnd() throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.REDIRECT))) {
            assertEquals(400, exchange(endpoint, "GET /" + "a".repeat(9000)).status());
            assertEquals(400,
                    exchange(endpoint, "GET / HTTP/1.1\r\nHost: a.example\r\nX: " + "a".repeat(17_000)).status());
        }
    }

    @Test
    void hostsThatAreNotServedGetNoRedirect() throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.REDIRECT, Settings.ALLOWED_HOSTS,
                HostPatterns.parse("www.example.org")))) {
            assertEquals(400, exchange(endpoint, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status());
            assertEquals(308, exchange(endpoint, "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n").status());
        }
    }

    @Test
    void behindAProxyItIsThePortThatTheClientKnows() throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.REDIRECT, Settings.PROXY_PROTOCOL,
                ProxyProtocol.ANY))) {
            assertEquals("https://a.example/", exchange(endpoint,
                    "PROXY TCP4 203.0.113.9 192.0.2.1 1234 443\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
                    .header("Location"));
        }
    }

    @Test
    void theConnectionMayBeClosedWithoutAnAnswer() throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.CLOSE));
                RawClient client = RawClient.connect(endpoint.address())) {
            client.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").expectClosed();
            assertEquals(List.of("http-over-tls"), endpoint.reasons());
        }
    }

    @Test
    void aHeadThatNeverEndsMeetsTheTimeout() throws IOException {
        try (TlsEndpoint endpoint = start(Map.of(Settings.PLAIN_HTTP, PlainHttp.REDIRECT, Settings.HANDSHAKE_TIMEOUT,
                Duration.ofSeconds(1))); RawClient client = RawClient.connect(endpoint.address())) {
            client.send("GET / HTTP/1.1\r\nHost: a.exa").expectClosed();
            Eventually.until("it is logged", () -> !endpoint.reasons().isEmpty());
            assertEquals(List.of("tls-handshake-timeout"), endpoint.reasons());
        }
    }
}
