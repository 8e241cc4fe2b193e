package dev.lanner.http;

import dev.lanner.http.TestAuthority.Issued;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.TlsProvider;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Certificates that are replaced while clients connect and ask, over HTTP/1.1 and HTTP/2, by connections that live and new ones.
@Timeout(120)
class CertificateReloadTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final long PACE_NANOS = 3_000_000;

    @TempDir Path directory;
    private TestAuthority authority;
    private SSLContext trusting;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Set<BigInteger> seen = ConcurrentHashMap.newKeySet();
    private volatile BigInteger last = BigInteger.ZERO;
    private volatile boolean enough;

    @BeforeEach
    void prepare() throws Exception {
        TestAuthority.assumeInstalled();
        authority = new TestAuthority(directory.resolve("ca"), "Authority");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("a", read(authority.certificate()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static X509Certificate read(Path pem) throws Exception {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /// Puts a new certificate with its key in place, in one step.
    private BigInteger renew(Path shown) throws Exception {
        Issued next = authority.server("localhost");
        put(shown, Files.readString(next.certificate()) + Files.readString(next.key()));
        return read(next.certificate()).getSerialNumber();
    }

    private void put(Path shown, String text) throws IOException {
        Path written = Files.writeString(directory.resolve("written"), text);
        Files.move(written, shown, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void noRequestAndNoHandshakeFails(TlsProvider provider) throws Exception {
        Path shown = directory.resolve("shown.pem");
        BigInteger first = renew(shown);
        try (TlsEndpoint endpoint = new TlsEndpoint(Map.of(Settings.TLS_PROVIDER, provider, Settings.TLS_CERTIFICATE,
                shown.toString(), Settings.TLS_PASSWORD_FILE, ""));
                LoggedLines log = new LoggedLines("dev.lanner.http.tls.TlsServer")) {
            List<Thread> clients = List.of(start("kept h1", name -> keepHttp1(endpoint, name)),
                    start("kept h2", name -> keepHttp2(endpoint, name)),
                    start("new h1", name -> renewHttp1(endpoint, name)),
                    start("new h2", name -> renewHttp2(endpoint, name)));
            List<BigInteger> shownSoFar = new ArrayList<>(List.of(first));
            awaitSerial(first);
            for (int i = 0; i < 2; i++) {
                BigInteger next = renew(shown);
                shownSoFar.add(next);
                awaitSerial(next);
            }

            put(shown, "half a certificate");
            Eventually.until("the faulty file is reported", () -> log.has("LNR-2131: the certificates so far stay"));
            assertTrue(log.has("LNR-2122: endpoint \"test\" (test): certificate.path: " + shown), log::toString);
            int before = requests.get("new h1").get();
            Eventually.until("new connections are served", () -> requests.get("new h1").get() > before + 3);
            assertEquals(shownSoFar.getLast(), last);
            BigInteger healed = renew(shown);
            shownSoFar.add(healed);
            awaitSerial(healed);

            enough = true;
            for (Thread each : clients) {
                each.join();
            }
            assertEquals(List.of(), failures);
            assertEquals(List.of(), endpoint.reasons());
            assertEquals(Set.copyOf(shownSoFar), seen);
            requests.forEach((name, count) -> assertFalse(count.get() < 20, name + ": " + count));
        }
    }

    private void awaitSerial(BigInteger serial) {
        Eventually.until("new connections see the certificate " + serial, () -> serial.equals(last));
    }

    // ---- clients

    @FunctionalInterface
    private interface Client {
        void run(String name) throws Exception;
    }

    private Thread start(String name, Client client) {
        requests.put(name, new AtomicInteger());
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                client.run(name);
            } catch (Exception | AssertionError e) {
                failures.add(name + " after " + requests.get(name) + " requests: " + e);
            }
        });
    }

    private void answered(String name, int status, String text) {
        if (status != 200 || !text.startsWith("TLSv1.3 ")) {
            throw new AssertionError(status + " " + text);
        }
        requests.get(name).incrementAndGet();
        LockSupport.parkNanos(PACE_NANOS);
    }

    private void keepHttp1(TlsEndpoint endpoint, String name) throws Exception {
        try (RawClient client = RawClient.connect(endpoint.address(), trusting, "localhost")) {
            while (!enough) {
                var answer = client.exchange(GET);
                answered(name, answer.status(), answer.text());
            }
        }
    }

    private void keepHttp2(TlsEndpoint endpoint, String name) throws Exception {
        try (Http2Client client = http2(endpoint)) {
            while (!enough) {
                var answer = client.exchange("GET", "/");
                answered(name, answer.status(), answer.text());
            }
        }
    }

    private Http2Client http2(TlsEndpoint endpoint) throws IOException {
        return Http2Client.over(RawClient.connect(endpoint.address(), trusting, "localhost", "h2"), "https");
    }

    private void renewHttp1(TlsEndpoint endpoint, String name) throws Exception {
        while (!enough) {
            try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1",
                    endpoint.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                seen.add(shown.getSerialNumber());
                last = shown.getSerialNumber();
                answered(name, Integer.parseInt(answer.substring(9, 12)), answer.substring(answer.indexOf("TLSv1.3")));
            }
        }
    }

    private void renewHttp2(TlsEndpoint endpoint, String name) throws Exception {
        while (!enough) {
            try (Http2Client client = http2(endpoint)) {
                var answer = client.exchange("GET", "/");
                answered(name, answer.status(), answer.text());
            }
        }
    }
}
