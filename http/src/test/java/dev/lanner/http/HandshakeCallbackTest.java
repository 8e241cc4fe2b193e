package dev.lanner.http;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ClientCertificate;
import dev.lanner.spi.config.Settings.TlsProvider;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.tls.CertificateChoice;
import dev.lanner.spi.tls.HandshakeCallback;
import dev.lanner.spi.tls.HandshakeCallbackFactory;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Callbacks of an endpoint's handshakes, by real handshakes.
class HandshakeCallbackTest {
    private static final TestCertificate LOCAL = TestCertificate.localhost();
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String LOGGER = "dev.lanner.http.tls.Callbacks";

    /// What the callback of a test does.
    private static class Script implements HandshakeCallback {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void succeeded(ConnectionFeature connection, TlsFeature tls) throws Exception {
            told.add("succeeded " + tls.handshake().protocol() + " " + tls.handshake().serverName());
        }

        @Override
        public void failed(ConnectionFeature connection, String reason) throws Exception {
            told.add("failed " + reason);
        }

        @Override
        public void close() {
            told.add("closed");
        }
    }

    /// Found by the service loader; hands out the script of the test that runs.
    public static final class Factory implements HandshakeCallbackFactory {
        private static volatile @Nullable Script script;

        @Override
        public String name() {
            return "of-tests";
        }

        @Override
        public HandshakeCallback create(EndpointConfig endpoint) {
            Script now = script;
            if (now == null) {
                throw new IllegalArgumentException("no script for " + endpoint.name());
            }
            return now;
        }
    }

    @AfterEach
    void forget() {
        Factory.script = null;
    }

    private static TlsEndpoint start(Script script, Map<Setting<?>, Object> settings,
            Map<String, Map<Setting<?>, Object>> names) throws IOException {
        Factory.script = script;
        Map<Setting<?>, Object> all = new HashMap<>(settings);
        all.put(Settings.HANDSHAKE_CALLBACK, "of-tests");
        return new TlsEndpoint(all, names);
    }

    private static Map<Setting<?>, Object> by(TlsProvider provider) {
        return Map.of(Settings.TLS_PROVIDER, provider);
    }

    private static String served(TlsEndpoint endpoint, SSLContext client, String host) throws IOException {
        try (RawClient raw = RawClient.connect(endpoint.address(), client, host)) {
            return raw.exchange(GET).text();
        }
    }

    private static CertificateChoice chosen(TestCertificate shown) throws Exception {
        KeyStore store = shown.store();
        return new CertificateChoice.Shown((PrivateKey) store.getKey("a", "changeit".toCharArray()),
                List.of((X509Certificate) store.getCertificate("a")));
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void aCertificateThatIsInNoFileIsShown(TlsProvider provider) throws Exception {
        TestCertificate tenant = TestCertificate.make("tenant.example");
        Script script = new Script() {
            @Override
            public @Nullable CertificateChoice choose(ConnectionFeature connection, @Nullable String serverName)
                    throws Exception {
                return "tenant.example".equals(serverName) ? chosen(tenant) : null;
            }
        };
        try (TlsEndpoint endpoint = start(script, by(provider), Map.of())) {
            assertEquals("TLSv1.3 tenant.example []", served(endpoint, tenant.client(null), "tenant.example"));
            assertEquals("TLSv1.3 tenant.example []", served(endpoint, tenant.client(null), "tenant.example"));
            assertEquals("TLSv1.3 null []", served(endpoint, LOCAL.client(null), "localhost"));
        }
        assertEquals(List.of("succeeded TLSv1.3 tenant.example", "succeeded TLSv1.3 tenant.example",
                "succeeded TLSv1.3 null", "closed"), script.told);
    }

    @Test
    void theCertificateOfAnotherNameIsShown() throws Exception {
        TestCertificate other = TestCertificate.make("a.example");
        Script script = new Script() {
            @Override
            public CertificateChoice choose(ConnectionFeature connection, @Nullable String serverName) {
                return new CertificateChoice.Named("a.example".equals(serverName) ? "Main" : "unknown");
            }
        };
        try (TlsEndpoint endpoint = start(script, Map.of(), Map.of("main", TlsEndpoint.show(other)))) {
            assertEquals("TLSv1.3 a.example []", served(endpoint, other.client(null), "a.example"));
            assertThrows(IOException.class, () -> served(endpoint, other.client(null), "b.example"));
            Eventually.until("it is told", () -> script.told.contains("failed tls-unknown-name"));
            assertEquals(List.of("tls-unknown-name"), endpoint.reasons());
        }
    }

    @Test
    void aChoiceThatIsRefusedFailsOrCannotBeUsedEndsTheHandshake() throws Exception {
        TestCertificate clients = TestCertificate.make("for.clients", "-ext", "eku=clientAuth");
        Script script = new Script() {
            @Override
            public CertificateChoice choose(ConnectionFeature connection, @Nullable String serverName)
                    throws Exception {
                return switch (String.valueOf(serverName)) {
                    case "refused.example" -> new CertificateChoice.Refused();
                    case "fails.example" -> throw new IllegalStateException("the store of tenants is down");
                    case "breaks.example" -> throw new StackOverflowError();
                    default -> chosen(clients);
                };
            }
        };
        try (TlsEndpoint endpoint = start(script, Map.of(), Map.of()); LoggedLines log = new LoggedLines(LOGGER)) {
            for (String host : List.of("refused.example", "fails.example", "breaks.example", "unfit.example")) {
                IOException failure = assertThrows(IOException.class,
                        () -> served(endpoint, LOCAL.client(null), host), host);
                assertTrue(String.valueOf(failure.getMessage()).contains("access_denied"), failure::toString);
            }
            Eventually.until("they are told", () -> script.told.size() == 4);
            assertEquals(List.of("tls-callback-refused"), endpoint.reasons().stream().distinct().toList());
            assertEquals(List.of("failed tls-callback-refused"), script.told.stream().distinct().toList());
            assertTrue(log.has("LNR-6193: endpoint \"test\": handshake-callback \"of-tests\" failed in choose"),
                    log::toString);
            assertEquals(3, log.toString().split("LNR-6193", -1).length - 1, log::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"CONSCRYPT, TLSv1.3", "CONSCRYPT, TLSv1.2", "JDK, TLSv1.3", "JDK, TLSv1.2"})
    void clientsAreLookedAtInEachConnectionAlsoWhenASessionIsResumed(TlsProvider provider, String protocol)
            throws Exception {
        TestCertificate own = TestCertificate.make("client");
        List<String> seen = new CopyOnWriteArrayList<>();
        Script script = new Script() {
            @Override
            public void validate(ConnectionFeature connection, TlsFeature tls) throws Exception {
                seen.add(tls.peerCertificates().getFirst().getSubjectX500Principal().getName());
                if (seen.size() == 3) {
                    throw new CertificateException("it was blocked meanwhile");
                }
            }
        };
        Map<Setting<?>, Object> settings = Map.of(Settings.TLS_PROVIDER, provider, Settings.TLS_CLIENT_CERTIFICATE,
                ClientCertificate.NEED, Settings.TLS_TRUST_STORE, own.file().toString(),
                Settings.TLS_TRUST_PASSWORD_FILE, own.passwordFile().toString());
        try (TlsEndpoint endpoint = start(script, settings, Map.of()); LoggedLines log = new LoggedLines(LOGGER)) {
            SSLContext client = LOCAL.client(own);
            assertEquals("HTTP/1.1 200 OK", statusLine(endpoint, client, protocol, false));
            assertEquals("HTTP/1.1 200 OK", statusLine(endpoint, client, protocol, true));
            assertEquals("closed", statusLine(endpoint, client, protocol, true));
            assertEquals("HTTP/1.1 200 OK", statusLine(endpoint, LOCAL.client(own), protocol, false));
            assertEquals(List.of("CN=client", "CN=client", "CN=client", "CN=client"), seen);
            assertEquals(List.of("tls-callback-refused"), endpoint.reasons());
            assertTrue(log.has("LNR-6192") && log.has("it was blocked meanwhile"), log::toString);
        }
    }

    private static String statusLine(TlsEndpoint endpoint, SSLContext client, String protocol, boolean resumed) {
        long before = System.currentTimeMillis();
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", endpoint.port())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[]{protocol});
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            assertEquals(resumed, socket.getSession().getCreationTime() < before, "resumed");
            byte[] line = socket.getInputStream().readNBytes(15);
            return line.length == 0 ? "closed" : new String(line, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "closed";
        }
    }

    @Test
    void aCallbackThatWaitsHoldsNobodyElseUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(8);
        CountDownLatch goOn = new CountDownLatch(1);
        Script script = new Script() {
            @Override
            public @Nullable CertificateChoice choose(ConnectionFeature connection, @Nullable String serverName)
                    throws Exception {
                if ("slow.example".equals(serverName)) {
                    asked.countDown();
                    goOn.await();
                }
                return null;
            }
        };
        TestCertificate slow = TestCertificate.make("slow.example");
        try (TlsEndpoint endpoint = start(script, Map.of(Settings.MAX_HANDSHAKES, 1L, Settings.EVENT_LOOPS, 1L),
                Map.of("slow.example", TlsEndpoint.show(slow), "*", Map.of()))) {
            List<String> answers = new CopyOnWriteArrayList<>();
            List<Thread> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(Thread.ofVirtual().start(() -> {
                    try {
                        answers.add(served(endpoint, slow.client(null), "slow.example"));
                    } catch (IOException e) {
                        answers.add(e.toString());
                    }
                }));
            }
            assertTrue(asked.await(10, TimeUnit.SECONDS));

            assertEquals("TLSv1.3 null []", served(endpoint, LOCAL.client(null), "localhost"));

            assertEquals(List.of(), answers);
            goOn.countDown();
            for (Thread each : waiting) {
                each.join();
            }
            assertEquals(List.of("TLSv1.3 slow.example []"), answers.stream().distinct().toList());
        }
    }

    @Test
    void aCallbackThatNeverAnswersIsInterruptedAtTheTimeout() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Script script = new Script() {
            @Override
            public void validate(ConnectionFeature connection, TlsFeature tls) throws Exception {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
            }
        };
        try (TlsEndpoint endpoint = start(script, Map.of(Settings.HANDSHAKE_TIMEOUT, Duration.ofSeconds(1)),
                Map.of()); RawClient client = RawClient.connect(endpoint.address(), LOCAL.client(null), "localhost")) {
            client.expectClosed();
            assertTrue(interrupted.await(10, TimeUnit.SECONDS));
            Eventually.until("it is told", () -> script.told.contains("failed tls-handshake-timeout"));
            assertEquals(List.of("tls-handshake-timeout"), endpoint.reasons());
            assertEquals(0, endpoint.connector().blocksInUse());
        }
    }

    @Test
    void aCallbackThatWaitsWhenTheServerStopsIsInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Script script = new Script() {
            @Override
            public @Nullable CertificateChoice choose(ConnectionFeature connection, @Nullable String serverName)
                    throws Exception {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
                return null;
            }
        };
        Thread client;
        try (TlsEndpoint endpoint = start(script, Map.of(), Map.of())) {
            client = Thread.ofVirtual()
                    .start(() -> assertThrows(IOException.class,
                            () -> served(endpoint, LOCAL.client(null), "localhost")));
            assertTrue(asked.await(10, TimeUnit.SECONDS));
        }
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        client.join();
    }

    @Test
    void failuresOfOthersAreToldToo() throws Exception {
        Script script = new Script() {
            @Override
            public void failed(ConnectionFeature connection, String reason) throws Exception {
                super.failed(connection, reason);
                throw new IllegalStateException("nobody listens");
            }
        };
        try (TlsEndpoint endpoint = start(script, Map.of(), Map.of());
                LoggedLines log = new LoggedLines(LOGGER);
                RawClient client = RawClient.connect(endpoint.address())) {
            assertEquals(400, client.exchange(GET).status());
            Eventually.until("it is told", () -> script.told.contains("failed http-over-tls"));
            Eventually.until("its failure is logged", () -> log.has("LNR-6195"));
        }
    }

    @Test
    void anEndpointWhoseCallbackIsNotThereOrCannotWorkDoesNotStart() {
        IOException unknown = assertThrows(IOException.class,
                () -> new TlsEndpoint(Map.of(Settings.HANDSHAKE_CALLBACK, "of-nobody")).close());
        assertEquals(
                "LNR-6190: endpoint \"test\": handshake-callback: no HandshakeCallbackFactory in the server's libraries has the "
                        + "name \"of-nobody\". There are: of-tests.",
                unknown.getMessage());
        IOException unfit = assertThrows(IOException.class,
                () -> new TlsEndpoint(Map.of(Settings.HANDSHAKE_CALLBACK, "of-tests")).close());
        assertEquals("LNR-6191: endpoint \"test\": handshake-callback \"of-tests\" can't work here: no script for test",
                unfit.getMessage());
    }
}
