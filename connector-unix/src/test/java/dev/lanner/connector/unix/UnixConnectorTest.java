package dev.lanner.connector.unix;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(LeakCheck.class)
class UnixConnectorTest {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<Connector> started = new ArrayList<>();
    private Path directory;
    private Path path;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        path = directory.resolve("http.sock");
    }

    @AfterEach
    void stopAll() throws IOException {
        started.forEach(each -> each.stop(Duration.ZERO));
        // fails when anything is left
        Files.delete(directory);
    }

    @Test
    void theFactoryIsFoundAndTakesUnixSockets() {
        ConnectorFactory factory = ServiceLoader.load(ConnectorFactory.class).stream()
                .map(ServiceLoader.Provider::get).filter(UnixConnectorFactory.class::isInstance).findFirst()
                .orElseThrow();
        assertTrue(factory.accepts(endpoint("http")));
        assertFalse(factory.accepts(new EndpointConfig("web", EndpointUrl.parse("http://localhost:8080"),
                SettingValues.DEFAULTS, "test")));
    }

    @Test
    void httpsWithoutACertificateDoesNotStart() {
        IOException e = assertThrows(IOException.class,
                () -> new UnixConnectorFactory().create(endpoint("https"), context()).start());
        assertTrue(e.getMessage().startsWith("LNR-2128: endpoint \"uds\" (conf/lanner.yaml:9): certificate.path is "
                + "missing"), e.getMessage());
        assertFalse(Files.exists(path));
    }

    @Test
    void makingAConnectorTouchesNothing() throws Exception {
        new UnixConnectorFactory().create(endpoint("http"), context()).stop(GRACE);
        assertFalse(Files.exists(path));
    }

    @Test
    void requestsOfAllKindsAreServed() throws Exception {
        assertEquals(new BoundEndpoint("uds", "http://unix:" + path, UnixDomainSocketAddress.of(path)), start());
        try (RawClient client = RawClient.connect(path)) {
            assertEquals("GET /a ", client.exchange("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").text());
            assertEquals("POST /b abc",
                    client.exchange("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").text());
            assertEquals("POST /c abcd", client.exchange("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
                    + "\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n").text());
            client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"
                    + "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("GET /1 ", client.read().text());
            assertEquals("POST /2 x", client.read().text());
            assertEquals("GET /3 ", client.read().text());
        }
    }

    @Test
    void theApplicationSeesThePeerAndALocalAddress() throws Exception {
        start();
        PosixFileAttributes mine = Files.readAttributes(directory, PosixFileAttributes.class);
        try (RawClient client = RawClient.connect(path)) {
            assertEquals(path + " " + mine.owner().getName() + " " + mine.group().getName(),
                    client.exchange("GET /peer HTTP/1.1\r\nHost: x\r\n\r\n").text());
            assertEquals("/127.0.0.1:0 /127.0.0.1:0",
                    client.exchange("GET /address HTTP/1.1\r\nHost: x\r\n\r\n").text());
        }
    }

    @Test
    void itCanStartAgainAtOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            start();
            try (RawClient client = RawClient.connect(path)) {
                assertEquals("GET / ", client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").text());
            }
            assertEquals(StopResult.GRACEFUL, started.removeLast().stop(GRACE));
            assertFalse(Files.exists(path));
        }
    }

    @Test
    void aPausedConnectorHasNoSocketAnyMore() throws Exception {
        start();
        started.getFirst().pause();
        assertFalse(Files.exists(path));
        // while the first one drains, its successor can take over
        start();
        started.removeFirst().stop(GRACE);
        assertTrue(Files.exists(path));
        try (RawClient client = RawClient.connect(path)) {
            assertEquals("GET / ", client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").text());
        }
    }

    @Test
    void aSecondServerDoesNotStartAndTheFirstGoesOn() throws Exception {
        start();
        Connector second = new UnixConnectorFactory().create(endpoint("http"), context());
        IOException e = assertThrows(IOException.class, second::start);
        assertTrue(e.getMessage().startsWith("LNR-2103: endpoint \"uds\" (conf/lanner.yaml:9): "), e.getMessage());
        assertEquals(StopResult.GRACEFUL, second.stop(GRACE));
        try (RawClient client = RawClient.connect(path)) {
            assertEquals("GET / ", client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").text());
        }
    }

    @Test
    void httpsIsSpokenOverUnixSockets() throws Exception {
        TestCertificate certificate = TestCertificate.localhost();
        SettingValues settings = new SettingValues(null, Map.of(Settings.TLS_CERTIFICATE,
                new SettingValues.Value(certificate.file().toString(), "test"), Settings.TLS_PASSWORD_FILE,
                new SettingValues.Value(certificate.passwordFile().toString(), "test")));
        Connector connector = new UnixConnectorFactory().create(
                new EndpointConfig("uds", EndpointUrl.parse("https://unix:" + path), settings, "test"), context());
        started.add(connector);
        connector.start();
        try (RawClient client = RawClient.connect(UnixDomainSocketAddress.of(path), certificate.client(null),
                "localhost")) {
            String body = "x".repeat(100_000);
            assertEquals("POST /a " + body, client.exchange(
                    "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + body).text());
            client.send("GET /b HTTP/1.1\r\nHost: localhost\r\n\r\n").halfClose();
            assertEquals("GET /b ", client.read().text());
            client.expectClosed();
        }
    }

    private BoundEndpoint start() throws IOException {
        Connector connector = new UnixConnectorFactory().create(endpoint("http"), context());
        started.add(connector);
        List<BoundEndpoint> bound = connector.start();
        assertEquals(1, bound.size());
        return bound.getFirst();
    }

    private static ConnectorContext context() {
        return new ConnectorContext(new EchoApplication(), SettingValues.DEFAULTS, new FeatureCollection(),
                RequestLog.NONE);
    }

    private EndpointConfig endpoint(String scheme) {
        return new EndpointConfig("uds", EndpointUrl.parse(scheme + "://unix:" + path), SettingValues.DEFAULTS,
                "conf/lanner.yaml:9");
    }
}
