package dev.lanner.http;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ClientCertificate;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// A connection whose handshake was for a name without client certificates does not reach the host that asks for one, however
/// the request names it.
class MisdirectedRequestTest {
    private static final TestCertificate LOCAL = TestCertificate.localhost();

    private static TlsEndpoint start() throws IOException {
        Map<Setting<?>, Object> need = Map.of(Settings.TLS_TRUST_STORE, LOCAL.file().toString(),
                Settings.TLS_TRUST_PASSWORD_FILE, LOCAL.passwordFile().toString(), Settings.TLS_CLIENT_CERTIFICATE,
                ClientCertificate.NEED);
        return new TlsEndpoint(Map.of(),
                Map.of("a.example", Map.of(), "b.example", Map.of(), "need.example", need, "*", Map.of()));
    }

    private static RawClient connect(TlsEndpoint endpoint, String protocol) throws IOException {
        return RawClient.connect(endpoint.address(), LOCAL.client(null), "a.example", protocol);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET / HTTP/1.1~Host: a.example~~                          | 200
            GET / HTTP/1.1~Host: b.example~~                          | 200
            GET / HTTP/1.1~Host: need.example~~                       | 421
            GET / HTTP/1.1~Host: NEED.Example~~                       | 421
            GET / HTTP/1.1~Host: need.example.~~                      | 421
            GET / HTTP/1.1~Host: need.example:443~~                   | 421
            GET https://need.example/ HTTP/1.1~Host: need.example~~   | 421
            GET https://need.example/ HTTP/1.1~Host: a.example~~      | 400
            GET https://a.example/ HTTP/1.1~Host: need.example~~      | 400
            GET / HTTP/1.1~Host: a.example~Host: need.example~~       | 400
            GET / HTTP/1.1~Host: a.example, need.example~~            | 400
            GET https://need.example/ HTTP/1.0~~                      | 421
            GET / HTTP/1.1~~                                          | 400
            """)
    void overHttp1(String request, int status) throws IOException {
        try (TlsEndpoint endpoint = start(); RawClient client = connect(endpoint, "http/1.1")) {
            assertEquals(status, client.exchange(request.replace("~", "\r\n")).status());
        }
    }

    @Test
    void aConnectionThatHasServedOthersIsNoWayEither() throws IOException {
        try (TlsEndpoint endpoint = start(); RawClient client = connect(endpoint, "http/1.1")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, client.exchange("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").status());
            }
            assertEquals(421, client.exchange("GET / HTTP/1.1\r\nHost: need.example\r\n\r\n").status());
            assertEquals(List.of("misdirected-request"), endpoint.reasons());
        }
    }

    @Test
    void overHttp2() throws IOException {
        try (TlsEndpoint endpoint = start(); Http2Client client = Http2Client.over(connect(endpoint, "h2"), "https")) {
            assertEquals(200, status(client, ":authority", "a.example"));
            assertEquals(421, status(client, ":authority", "need.example"));
            assertEquals(421, status(client, ":authority", "NEED.example.:443"));
            assertEquals(421, status(client, "host", "need.example"), "without :authority");
            assertEquals(421, status(client, ":authority", "need.example", "host", "need.example"));
            assertEquals(200, status(client, ":authority", "b.example"), "the connection serves others on");
        }
    }

    @Test
    void overHttp2WithTwoHosts() throws IOException {
        try (TlsEndpoint endpoint = start(); Http2Client client = Http2Client.over(connect(endpoint, "h2"), "https")) {
            int stream = client.headers(true, ":method", "GET", ":scheme", "https", ":path", "/", ":authority",
                    "a.example", "host", "need.example");
            var answer = client.read(stream);
            assertEquals(true, answer.reset() >= 0 || answer.status() == 400, answer::toString);
        }
    }

    private static int status(Http2Client client, String... host) throws IOException {
        String[] fields = new String[6 + host.length];
        System.arraycopy(new String[]{":method", "GET", ":scheme", "https", ":path", "/"}, 0, fields, 0, 6);
        System.arraycopy(host, 0, fields, 6, host.length);
        return client.read(client.headers(true, fields)).status();
    }
}
