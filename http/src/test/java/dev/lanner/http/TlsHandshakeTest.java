package dev.lanner.http;

import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ClientCertificate;
import dev.lanner.spi.config.Settings.TlsProvider;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Handshakes: names, versions, client certificates, clients that misbehave.
class TlsHandshakeTest {
    private static final TestCertificate LOCAL = TestCertificate.localhost();
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    /// TLS 1.0 with two suites and no extensions.
    private static final String OLD_HELLO = "160301002f0100002b0301" + "11".repeat(32) + "000004c013002f0100";

    private final List<String> reasons = new CopyOnWriteArrayList<>();
    private @Nullable HttpConnector connector;
    private @Nullable SocketAddress address;

    @AfterEach
    void stop() {
        if (connector != null) {
            connector.stop(Duration.ZERO);
        }
    }

    private void start(Map<Setting<?>, Object> settings, Map<String, Map<Setting<?>, Object>> names)
            throws IOException {
        Map<Setting<?>, Object> all = new HashMap<>(show(LOCAL));
        all.putAll(settings);
        SettingValues own = values(null, all);
        Map<String, SettingValues> byName = new HashMap<>();
        names.forEach((name, each) -> byName.put(name, values(own, each)));
        EndpointUrl url = new EndpointUrl("https", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, "");
        ConnectorContext context = new ConnectorContext(TlsHandshakeTest::answer, own, new FeatureCollection(),
                new Log());
        HttpConnector made = new HttpConnector(new EndpointConfig("test", url, own, "test", byName), context,
                () -> List.of(new LoopbackListener(0)));
        connector = made;
        address = made.start().getFirst().address();
    }

    private static SettingValues values(@Nullable SettingValues wider, Map<Setting<?>, Object> settings) {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        settings.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return new SettingValues(wider, values);
    }

    private static Map<Setting<?>, Object> show(TestCertificate certificate) {
        return Map.of(Settings.TLS_CERTIFICATE, certificate.file().toString(), Settings.TLS_PASSWORD_FILE,
                certificate.passwordFile().toString());
    }

    private static void answer(FeatureCollection features) throws IOException {
        TlsFeature tls = features.require(Features.TLS);
        String text = tls.handshake().protocol() + " " + tls.handshake().serverName() + " "
                + tls.peerCertificates().stream().map(each -> each.getSubjectX500Principal().getName()).toList();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        features.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    private RawClient connect(SSLContext context, String host) throws IOException {
        return RawClient.connect(address, context, host);
    }

    private RawClient plain() throws IOException {
        return RawClient.connect(address);
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void theNameDecides(TlsProvider provider) throws IOException {
        TestCertificate exact = TestCertificate.make("a.example");
        TestCertificate wide = TestCertificate.make("x.b.example");
        TestCertificate deep = TestCertificate.make("y.x.deep.b.example");
        start(Map.of(Settings.TLS_PROVIDER, provider), Map.of("a.example", show(exact), "*.B.example", show(wide),
                "*.deep.b.example", show(deep)));

        assertEquals("TLSv1.3 a.example []", served(exact, "a.example"));
        assertEquals("TLSv1.3 x.b.example []", served(wide, "x.b.example"));
        assertEquals("TLSv1.3 y.x.deep.b.example []", served(deep, "y.x.deep.b.example"));
        assertThrows(IOException.class, () -> served(exact, "other.example"));
        assertThrows(IOException.class, () -> served(wide, "b.example"));
        assertThrows(IOException.class, () -> served(LOCAL, "localhost"), "no name was asked for");
        Eventually.until("they are logged", () -> reasons.size() == 3);
        assertEquals(List.of("tls-unknown-name", "tls-unknown-name", "tls-unknown-name"), reasons);
    }

    private String served(TestCertificate trusted, String host) throws IOException {
        try (RawClient client = connect(trusted.client(null), host)) {
            return client.exchange(GET).text();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void clientCertificates(TlsProvider provider) throws IOException {
        TestCertificate known = TestCertificate.make("client");
        TestCertificate stranger = TestCertificate.make("stranger");
        Map<Setting<?>, Object> trust = Map.of(Settings.TLS_TRUST_STORE, known.file().toString(),
                Settings.TLS_TRUST_PASSWORD_FILE, known.passwordFile().toString(), Settings.TLS_CLIENT_CERTIFICATE,
                ClientCertificate.NEED);
        start(Map.of(Settings.TLS_PROVIDER, provider, Settings.TLS_TRUST_STORE, known.file().toString(),
                Settings.TLS_TRUST_PASSWORD_FILE, known.passwordFile().toString()),
                Map.of("need.example", trust, "want.example",
                        Map.of(Settings.TLS_CLIENT_CERTIFICATE, ClientCertificate.WANT), "*", Map.of()));

        assertEquals("TLSv1.3 need.example [CN=client]", shown(known, "need.example"));
        assertEquals("TLSv1.3 want.example [CN=client]", shown(known, "want.example"));
        assertEquals("TLSv1.3 want.example []", shown(null, "want.example"));
        assertEquals("TLSv1.3 none.example []", shown(known, "none.example"));
        assertThrows(IOException.class, () -> shown(null, "need.example"));
        assertThrows(IOException.class, () -> shown(stranger, "need.example"));
        assertEquals("TLSv1.3 want.example []", shown(stranger, "want.example"), "it is not asked for by this issuer");
    }

    @Test
    void aRequestCannotGetAroundTheCertificateThatAnotherHostAsksFor() throws IOException {
        TestCertificate known = TestCertificate.make("client");
        Map<Setting<?>, Object> need = Map.of(Settings.TLS_TRUST_STORE, known.file().toString(),
                Settings.TLS_TRUST_PASSWORD_FILE, known.passwordFile().toString(), Settings.TLS_CLIENT_CERTIFICATE,
                ClientCertificate.NEED);
        start(Map.of(Settings.HSTS, Duration.ofDays(30)),
                Map.of("need.example", need, "a.example", Map.of(), "b.example", Map.of()));
        try (RawClient client = connect(LOCAL.client(null), "a.example")) {
            RawResponse own = client.exchange(GET.replace("localhost", "A.example.:8443"));
            assertEquals(200, own.status());
            assertEquals("max-age=2592000", own.header("Strict-Transport-Security"));
            assertEquals(200, client.exchange(GET.replace("localhost", "b.example")).status());
            assertEquals(421, client.exchange(GET.replace("localhost", "need.example:443")).status());
        }
        assertEquals(List.of("misdirected-request"), reasons);
    }

    @Test
    void strictEndpointsServeTheHostOfTheHandshakeOnly() throws IOException {
        start(Map.of(Settings.TLS_STRICT_NAME, true), Map.of());
        try (RawClient client = connect(LOCAL.client(null), "a.example")) {
            assertEquals(200, client.exchange(GET.replace("localhost", "a.example")).status());
            assertEquals(421, client.exchange(GET.replace("localhost", "b.example")).status());
        }
    }

    private String shown(@Nullable TestCertificate own, String host) throws IOException {
        try (RawClient client = connect(LOCAL.client(own), host)) {
            return client.exchange("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").text();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void olderVersionsAreRefused(TlsProvider provider) throws IOException {
        start(Map.of(Settings.TLS_PROVIDER, provider), Map.of());
        try (RawClient client = plain()) {
            byte[] answer = client.send(HexFormat.of().parseHex(OLD_HELLO)).readToEnd();
            assertEquals(21, answer[0], "an alert");
            assertEquals(70, answer[6], "protocol_version");
        }
    }

    @ParameterizedTest
    @CsvSource({"16030100, 05", "1603014001, 01004000", "160301000100, ''", "8000, 00", "160301002f0200002b, 0301"})
    void whatIsNoHelloIsRefused(String begin, String end) throws IOException {
        start(Map.of(Settings.HANDSHAKE_TIMEOUT, Duration.ofSeconds(1)), Map.of());
        try (RawClient client = plain()) {
            client.send(HexFormat.of().parseHex(begin + end + "00".repeat(8)));
            byte[] answer = client.readToEnd();
            assertTrue(answer.length == 0 || answer[0] == 21, "nothing or an alert");
        }
        Eventually.until("it is logged", () -> !reasons.isEmpty());
        assertEquals("TLSv1.3 null []", served(LOCAL, "localhost"));
    }

    @Test
    void plainHttpIsAnswered() throws IOException {
        start(Map.of(), Map.of());
        try (RawClient client = plain()) {
            RawResponse response = client.exchange(GET);
            assertEquals(400, response.status());
            assertTrue(response.text().contains("HTTPS"), response.text());
            client.expectClosed();
        }
        assertEquals(List.of("http-over-tls"), reasons);
    }

    @Test
    void halfOpenHandshakesEnd() throws IOException {
        start(Map.of(Settings.HANDSHAKE_TIMEOUT, Duration.ofSeconds(1)), Map.of());
        try (RawClient silent = plain(); RawClient slow = plain()) {
            slow.send(HexFormat.of().parseHex(OLD_HELLO.substring(0, 20)));
            silent.expectClosed();
            slow.expectClosed();
        }
        Eventually.until("both are logged", () -> reasons.size() == 2);
        assertEquals(List.of("tls-handshake-timeout", "tls-handshake-timeout"), reasons);
    }

    @Test
    void requestsAreAnsweredWhileHandshakesAreHeld() throws IOException {
        start(Map.of(Settings.MAX_HANDSHAKES, 1L), Map.of());
        List<RawClient> held = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                held.add(plain().send(HexFormat.of().parseHex(OLD_HELLO.substring(0, 20))));
            }
            assertEquals("TLSv1.3 null []", served(LOCAL, "localhost"));
        } finally {
            for (RawClient client : held) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void floodsOfKeyUpdatesEndTheConnection(TlsProvider provider) throws IOException {
        start(Map.of(Settings.TLS_PROVIDER, provider), Map.of());
        try (SSLSocket socket = socket("TLSv1.3")) {
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    // after the handshake this sends a KeyUpdate
                    socket.startHandshake();
                }
                socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void aFewKeyUpdatesAreFine(TlsProvider provider) throws IOException {
        start(Map.of(Settings.TLS_PROVIDER, provider), Map.of());
        try (SSLSocket socket = socket("TLSv1.3")) {
            socket.startHandshake();
            socket.startHandshake();
            socket.startHandshake();
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', socket.getInputStream().read());
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void renegotiationIsRefused(TlsProvider provider) throws IOException {
        start(Map.of(Settings.TLS_PROVIDER, provider), Map.of());
        try (SSLSocket socket = socket("TLSv1.2")) {
            socket.startHandshake();
            assertThrows(IOException.class, () -> {
                socket.startHandshake();
                socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            });
        }
    }

    private SSLSocket socket(String protocol) throws IOException {
        InetSocketAddress to = (InetSocketAddress) address;
        SSLSocket socket = (SSLSocket) LOCAL.client(null).getSocketFactory().createSocket(to.getAddress(),
                to.getPort());
        socket.setSoTimeout(10_000);
        socket.setEnabledProtocols(new String[]{protocol});
        return socket;
    }

    @Test
    void newHandshakesSeeAChangedFileAndOldConnectionsLiveOn(@TempDir Path directory) throws IOException {
        TestCertificate next = TestCertificate.make("localhost");
        Path file = Files.copy(LOCAL.file(), directory.resolve("shown.p12"));
        start(Map.of(Settings.TLS_CERTIFICATE, file.toString()), Map.of());
        try (RawClient before = connect(LOCAL.client(null), "localhost")) {
            assertEquals("TLSv1.3 null []", before.exchange(GET).text());

            Path renewed = Files.copy(next.file(), directory.resolve("renewed"));
            Files.move(renewed, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

            Eventually.until("the new one is shown", () -> isServed(next));
            assertFalse(isServed(LOCAL));
            assertEquals("TLSv1.3 null []", before.exchange(GET).text());
        }
    }

    private boolean isServed(TestCertificate trusted) {
        try {
            return served(trusted, "localhost").startsWith("TLS");
        } catch (IOException e) {
            return false;
        }
    }

    private final class Log implements RequestLog {
        @Override
        public boolean wantsAll() {
            return false;
        }

        @Override
        public void log(RequestLogEntry entry) {
            reasons.add(String.valueOf(entry.reason()));
        }
    }
}
