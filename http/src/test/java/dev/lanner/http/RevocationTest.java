package dev.lanner.http;

import com.sun.net.httpserver.HttpServer;
import dev.lanner.http.TestAuthority.Issued;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ClientCertificate;
import dev.lanner.spi.config.Settings.Revocation;
import dev.lanner.spi.config.Settings.TlsProvider;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Client certificates that must be refused, by real handshakes of `openssl s_client`, which shows what it is told to show.
class RevocationTest {
    private static final String LOGGER = "dev.lanner.http.tls.TrustFiles";
    private static final String[] FOR_CLIENTS = {"extendedKeyUsage=clientAuth"};

    @TempDir Path directory;
    private final Instant now = Instant.now();
    private TestAuthority authority;
    private Issued good;

    @BeforeEach
    void issue() throws IOException {
        TestAuthority.assumeInstalled();
        authority = new TestAuthority(directory.resolve("ca"), "Authority");
        good = authority.client("good");
    }

    private Instant days(int days) {
        return now.plus(Duration.ofDays(days));
    }

    private Map<Setting<?>, Object> settings(TlsProvider provider, Path trusted) {
        Map<Setting<?>, Object> settings = new HashMap<>();
        settings.put(Settings.TLS_PROVIDER, provider);
        settings.put(Settings.TLS_CLIENT_CERTIFICATE, ClientCertificate.NEED);
        settings.put(Settings.TLS_TRUST_STORE, trusted.toString());
        return settings;
    }

    private Map<Setting<?>, Object> byList(TlsProvider provider, Path trusted, Path list) {
        Map<Setting<?>, Object> settings = settings(provider, trusted);
        settings.put(Settings.TLS_REVOCATION, Revocation.CRL);
        settings.put(Settings.TLS_CRL_FILE, list.toString());
        return settings;
    }

    private static String outcome(TlsEndpoint endpoint, Issued shown) throws IOException {
        return SClient.connect(endpoint, "", shown.options()).outcome();
    }

    private static void assertServed(TlsEndpoint endpoint, String name, Issued shown) throws IOException {
        SClient client = SClient.connect(endpoint, "", shown.options());
        assertEquals("TLSv1.3 null [CN=" + name + "]", client.outcome(), client::said);
    }

    private static void assertRefused(TlsEndpoint endpoint, Issued shown) throws IOException {
        for (String version : List.of("-tls1_3", "-tls1_2")) {
            List<String> options = new ArrayList<>(shown.options());
            options.add(version);
            SClient client = SClient.connect(endpoint, "", options);
            assertTrue(client.outcome().startsWith("alert "), client::said);
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void certificatesThatAreNotGoodAreRefused(TlsProvider provider) throws IOException {
        Issued old = authority.issue("old", days(-10), days(-5), FOR_CLIENTS);
        Issued early = authority.issue("early", days(5), days(10), FOR_CLIENTS);
        Issued server = authority.issue("server", days(-1), days(5), "extendedKeyUsage=serverAuth");
        Issued signer = authority.issue("signer", days(-1), days(5), "extendedKeyUsage=clientAuth",
                "keyUsage=critical,keyCertSign");
        Issued stranger = new TestAuthority(directory.resolve("other"), "Other").client("stranger");
        // the same name and another key
        Issued impostor = new TestAuthority(directory.resolve("twin"), "Authority").client("impostor");
        try (TlsEndpoint endpoint = new TlsEndpoint(settings(provider, authority.certificate()))) {
            assertServed(endpoint, "good", good);
            for (Issued bad : List.of(old, early, server, signer, stranger, impostor)) {
                assertRefused(endpoint, bad);
            }
            Eventually.until("they are logged", () -> endpoint.reasons().size() == 12);
            assertEquals(List.of("tls-handshake-failed"), endpoint.reasons().stream().distinct().toList());
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void certificatesInTheRevocationListAreRefused(TlsProvider provider) throws IOException {
        Issued revoked = authority.client("revoked");
        authority.revoke(revoked);
        Path list = authority.list(days(-1), days(5));
        try (TlsEndpoint endpoint = new TlsEndpoint(byList(provider, authority.certificate(), list))) {
            assertServed(endpoint, "good", good);
            assertRefused(endpoint, revoked);
        }
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void withAListThatIsOutOfDateNobodyIsLetInAndTheLogSaysSo(TlsProvider provider) throws IOException {
        Path list = authority.list(days(-10), days(-5));
        try (LoggedLines log = new LoggedLines(LOGGER);
                TlsEndpoint endpoint = new TlsEndpoint(byList(provider, authority.certificate(), list))) {
            assertRefused(endpoint, good);
            assertTrue(log.has("LNR-6197: tls.crl-file: " + list + ": the list of CN=Authority"), log::toString);
        }
    }

    @Test
    void withTheListOfAnotherIssuerNobodyIsLetIn() throws IOException {
        TestAuthority other = new TestAuthority(directory.resolve("other"), "Other");
        Path list = other.list(days(-1), days(5));
        try (TlsEndpoint endpoint = new TlsEndpoint(
                byList(TlsProvider.CONSCRYPT, authority.certificate(), list))) {
            assertRefused(endpoint, good);
        }
    }

    @Test
    void aListThatCannotBeReadKeepsTheEndpointFromStarting() throws IOException {
        Path garbage = Files.writeString(directory.resolve("garbage.crl"), "no list");
        IOException fault = assertThrows(IOException.class,
                () -> new TlsEndpoint(byList(TlsProvider.CONSCRYPT, authority.certificate(), garbage)).close());
        assertTrue(String.valueOf(fault.getMessage()).startsWith("LNR-2135: endpoint \"test\" (test): tls.crl-file: "
                + garbage), fault::getMessage);
        Path none = directory.resolve("none.crl");
        fault = assertThrows(IOException.class,
                () -> new TlsEndpoint(byList(TlsProvider.CONSCRYPT, authority.certificate(), none)).close());
        assertTrue(String.valueOf(fault.getMessage()).contains(none.toString()), fault::getMessage);
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void certificatesThatTheTrustStoreItselfHoldsAreLookedAtToo(TlsProvider provider) throws IOException {
        Issued old = authority.issue("old", days(-10), days(-5), FOR_CLIENTS);
        Issued revoked = authority.client("revoked");
        Issued server = authority.issue("server", days(-1), days(5), "extendedKeyUsage=serverAuth");
        authority.revoke(revoked);
        Path list = authority.list(days(-1), days(5));
        Path pinned = directory.resolve("pinned.pem");
        Files.writeString(pinned, Files.readString(old.certificate()) + Files.readString(revoked.certificate())
                + Files.readString(server.certificate()) + Files.readString(good.certificate()));
        try (TlsEndpoint endpoint = new TlsEndpoint(byList(provider, pinned, list))) {
            assertServed(endpoint, "good", good);
            assertRefused(endpoint, old);
            assertRefused(endpoint, revoked);
            assertRefused(endpoint, server);
        }
    }

    @Test
    void aNewListHoldsWithoutARestartAlsoForSessionsFromBefore() throws IOException {
        Path list = Files.copy(authority.list(days(-1), days(5)), directory.resolve("used.crl"));
        Path session = directory.resolve("session");
        try (TlsEndpoint endpoint = new TlsEndpoint(
                byList(TlsProvider.CONSCRYPT, authority.certificate(), list))) {
            List<String> keeping = new ArrayList<>(good.options());
            keeping.addAll(List.of("-sess_out", session.toString()));
            assertEquals("TLSv1.3 null [CN=good]", SClient.connect(endpoint, "", keeping).outcome());

            authority.revoke(good);
            Path next = authority.list(days(-1), days(5));
            Files.move(next, list, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

            Eventually.until("the new list holds", () -> refused(endpoint));
            List<String> resuming = new ArrayList<>(good.options());
            resuming.addAll(List.of("-sess_in", session.toString()));
            SClient resumed = SClient.connect(endpoint, "", resuming);
            assertTrue(resumed.outcome().startsWith("alert "), resumed::said);
        }
    }

    private boolean refused(TlsEndpoint endpoint) {
        try {
            return outcome(endpoint, good).startsWith("alert ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- OCSP

    private enum Responder {
        KNOWS, DOES_NOT_KNOW, BREAKS
    }

    private HttpServer responder(Responder does) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            // short questions stand in the path (RFC 6960, A.1)
            byte[] request = exchange.getRequestMethod().equals("GET")
                    ? Base64.getDecoder().decode(exchange.getRequestURI().getPath().substring(1))
                    : exchange.getRequestBody().readAllBytes();
            if (does == Responder.BREAKS) {
                exchange.sendResponseHeaders(500, -1);
            } else {
                byte[] answer = authority.answer(request, does == Responder.KNOWS);
                exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private Issued asking(String name, int port) throws IOException {
        return authority.issue(name, days(-1), days(5), "extendedKeyUsage=clientAuth",
                "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port + "/");
    }

    private TlsEndpoint byOcsp(TlsProvider provider) throws IOException {
        Map<Setting<?>, Object> settings = settings(provider, authority.certificate());
        settings.put(Settings.TLS_REVOCATION, Revocation.OCSP);
        return new TlsEndpoint(settings);
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void theIssuerIsAsked(TlsProvider provider) throws IOException {
        HttpServer knows = responder(Responder.KNOWS);
        HttpServer knowsNot = responder(Responder.DOES_NOT_KNOW);
        HttpServer breaks = responder(Responder.BREAKS);
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        try (TlsEndpoint endpoint = byOcsp(provider)) {
            assertServed(endpoint, "known", asking("known", knows.getAddress().getPort()));
            Issued revoked = asking("revoked", knows.getAddress().getPort());
            authority.revoke(revoked);
            assertRefused(endpoint, revoked);
            assertRefused(endpoint, asking("unknown", knowsNot.getAddress().getPort()));
            assertRefused(endpoint, asking("failing", breaks.getAddress().getPort()));
            assertRefused(endpoint, asking("down", nobody));
            assertRefused(endpoint, good);
        } finally {
            knows.stop(0);
            knowsNot.stop(0);
            breaks.stop(0);
        }
    }

    @Test
    void aResponderThatDoesNotAnswerHoldsNobodyElseUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Issued waiting = asking("waiting", silent.getLocalPort());
            Map<Setting<?>, Object> settings = settings(TlsProvider.CONSCRYPT, authority.certificate());
            settings.put(Settings.TLS_REVOCATION, Revocation.OCSP);
            settings.put(Settings.TLS_CLIENT_CERTIFICATE, ClientCertificate.NONE);
            settings.put(Settings.MAX_HANDSHAKES, 1L);
            Map<Setting<?>, Object> need = Map.of(Settings.TLS_CLIENT_CERTIFICATE, ClientCertificate.NEED);
            try (TlsEndpoint endpoint = new TlsEndpoint(settings, Map.of("need.example", need, "*", Map.of()))) {
                Thread client = Thread.ofVirtual().start(() -> {
                    try {
                        SClient.connect(endpoint, "need.example", waiting.options());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                // the responder is asked
                silent.accept().getInputStream().read();

                try (RawClient other = RawClient.connect(endpoint.address(),
                        TestCertificate.localhost().client(null), "localhost")) {
                    assertEquals("TLSv1.3 null []", other.exchange("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").text());
                }
                assertTrue(client.isAlive(), "it is still asked");
                silent.close();
                endpoint.connector().stop(Duration.ZERO);
                client.join();
            }
        }
    }
}
