package dev.lanner.connector.tcp;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(LeakCheck.class)
class TcpConnectorTest {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<Connector> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(each -> each.stop(Duration.ZERO));
    }

    @Test
    void theFactoryIsFoundAndTakesWhatHasAHost() {
        ConnectorFactory factory = ServiceLoader.load(ConnectorFactory.class).stream()
                .map(ServiceLoader.Provider::get).filter(TcpConnectorFactory.class::isInstance).findFirst()
                .orElseThrow();
        assertTrue(factory.accepts(endpoint("http://localhost:8080")));
        assertTrue(factory.accepts(endpoint("https://*")), "so that the reason for a refusal is told");
        assertFalse(factory.accepts(endpoint("http://unix:/run/lanner/http.sock")));
    }

    @Test
    void httpsWithoutACertificateDoesNotStart() {
        IOException e = assertThrows(IOException.class, () -> connector("https://127.0.0.1:0").start());
        assertTrue(e.getMessage().startsWith("LNR-2128: endpoint \"web\" (conf/lanner.yaml:7): certificate.path is "
                + "missing"), e.getMessage());
    }

    @Test
    void port0WithLocalhostIsRefusedAtOnce() {
        EndpointUrl url = new EndpointUrl("http", EndpointUrl.Kind.LOCALHOST, "localhost", 0, "");
        EndpointConfig endpoint = new EndpointConfig("web", url, SettingValues.DEFAULTS, "conf/lanner.yaml:7");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new TcpConnectorFactory().create(endpoint, context()));
        assertTrue(e.getMessage().startsWith("LNR-2008: endpoint \"web\" (conf/lanner.yaml:7): "), e.getMessage());
    }

    @Test
    void requestsOfAllKindsAreServed() throws Exception {
        BoundEndpoint bound = start("http://127.0.0.1:0").getFirst();
        assertEquals("web", bound.name());
        assertEquals("http://127.0.0.1:" + port(bound), bound.url());
        try (RawClient client = RawClient.connect(bound.address())) {
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
    void theApplicationSeesTheClientsAddress() throws Exception {
        BoundEndpoint bound = start("http://*:0").getFirst();
        try (RawClient client = RawClient.connect(new InetSocketAddress("127.0.0.1", port(bound)))) {
            assertEquals(client.localAddress() + " /127.0.0.1:" + port(bound),
                    client.exchange("GET /address HTTP/1.1\r\nHost: x\r\n\r\n").text());
        }
    }

    @Test
    void localhostServesOnBothLoopbackAddressesAndCanStartAgainAtOnce() throws Exception {
        int port = freePort();
        for (int i = 0; i < 5; i++) {
            List<BoundEndpoint> bound = start("http://localhost:" + port);
            for (BoundEndpoint each : bound) {
                try (RawClient client = RawClient.connect(each.address())) {
                    assertEquals("GET / ", client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").text());
                }
            }
            assertEquals(StopResult.GRACEFUL, started.removeLast().stop(GRACE));
            for (BoundEndpoint each : bound) {
                assertThrows(IOException.class, () -> RawClient.connect(each.address()));
            }
        }
    }

    @Test
    void aSecondServerOnThePortDoesNotStartAndLeavesNothing() throws Exception {
        BoundEndpoint bound = start("http://127.0.0.1:0").getFirst();
        Connector second = connector("http://localhost:" + port(bound));
        IOException e = assertThrows(IOException.class, second::start);
        assertTrue(e.getMessage().startsWith("LNR-2001: endpoint \"web\" (conf/lanner.yaml:7): " + bound.url()),
                e.getMessage());
        assertEquals(StopResult.GRACEFUL, second.stop(GRACE));
        assertThrows(IOException.class,
                () -> RawClient.connect(new InetSocketAddress(InetAddress.ofLiteral("::1"), port(bound))));
        try (RawClient client = RawClient.connect(bound.address())) {
            assertEquals("GET / ", client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").text());
        }
    }

    private List<BoundEndpoint> start(String url) throws IOException {
        Connector connector = connector(url);
        started.add(connector);
        return connector.start();
    }

    private static Connector connector(String url) {
        return new TcpConnectorFactory().create(endpoint(url), context());
    }

    private static ConnectorContext context() {
        return new ConnectorContext(TcpConnectorTest::answer, SettingValues.DEFAULTS, new FeatureCollection(),
                RequestLog.NONE);
    }

    private static EndpointConfig endpoint(String url) {
        return new EndpointConfig("web", EndpointUrl.parse(url), SettingValues.DEFAULTS, "conf/lanner.yaml:7");
    }

    /// Answers with method, path and body; for `/address` with the connection's addresses.
    private static void answer(FeatureCollection exchange) throws IOException {
        var request = exchange.require(Features.REQUEST);
        String text;
        if (request.target().path().equals("/address")) {
            ConnectionFeature connection = exchange.require(Features.CONNECTION);
            text = connection.remote() + " " + assertInstanceOf(InetSocketAddress.class, connection.local());
        } else {
            text = request.method() + " " + request.target().path() + " " + body(request.body());
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    private static String body(BodySource body) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] block = new byte[8192];
        for (int count = body.read(block, 0, block.length); count >= 0; count = body.read(block, 0, block.length)) {
            text.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static int port(BoundEndpoint bound) {
        return ((InetSocketAddress) bound.address()).getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocketChannel any = ServerSocketChannel.open().bind(new InetSocketAddress(0))) {
            return ((InetSocketAddress) any.getLocalAddress()).getPort();
        }
    }
}
