package dev.lanner.http.filter;

import dev.lanner.http.HttpConnector;
import dev.lanner.http.LoopbackListener;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ProxyProtocolFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.transport.ByteTap;
import dev.lanner.spi.transport.ConnectionFilter;
import dev.lanner.spi.transport.ConnectionFilterFactory;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestCertificate;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Connections that pass filters, and those that don't.
@ExtendWith(LeakCheck.class)
@Timeout(60)
class FiltersTest {
    private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String BINARY = "0d0a0d0a000d0a515549540a2111001400000000c000020100500050200005010000"
            + "0000";

    private final List<RequestLogEntry> entries = new CopyOnWriteArrayList<>();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private HttpConnector connector;

    @AfterEach
    void stop() {
        Seen.clear();
        if (connector != null) {
            connector.stop(Duration.ZERO);
            assertEquals(0, connector.connections());
        }
    }

    private HttpConnector make(Map<Setting<?>, String> texts) {
        Map<Setting<?>, Value> values = new HashMap<>();
        texts.forEach((setting, text) -> values.put(setting, new Value(setting.type().parse(text), "test")));
        SettingValues settings = new SettingValues(null, values);
        ConnectorContext context = new ConnectorContext(exchange -> {
            ConnectionFeature connection = exchange.require(Features.CONNECTION);
            ProxyProtocolFeature proxied = exchange.get(Features.PROXY_PROTOCOL);
            String text = exchange.require(Features.REQUEST).target().scheme() + " " + shown(connection.remote()) + " "
                    + (proxied == null ? "" : "v" + proxied.version() + " ") + exchange.require(Features.REQUEST)
                            .target().path();
            served.add(text);
            exchange.require(Features.RESPONSE_BODY).write(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
        }, settings, new FeatureCollection(), new Log());
        String url = texts.containsKey(Settings.TLS_CERTIFICATE) ? "https://127.0.0.1:0" : "http://127.0.0.1:0";
        return new HttpConnector(new EndpointConfig("test", EndpointUrl.parse(url), settings, "test"), context,
                () -> List.of(new LoopbackListener(0)));
    }

    private final class Log implements RequestLog {
        @Override
        public boolean wantsAll() {
            return true;
        }

        @Override
        public void log(RequestLogEntry entry) {
            entries.add(entry);
        }
    }

    private static String shown(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress().getHostAddress();
    }

    private SocketAddress start(Map<Setting<?>, String> texts) throws Exception {
        connector = make(texts);
        return connector.start().getFirst().address();
    }

    private void refused(SocketAddress address, byte[] bytes, String reason) throws Exception {
        try (RawClient client = RawClient.connect(address)) {
            client.trySend(bytes);
            client.expectClosed();
        }
        Eventually.until("it is logged", () -> !entries.isEmpty());
        assertEquals(List.of(reason), entries.stream().map(RequestLogEntry::reason).toList());
        assertEquals(0, entries.getFirst().status());
        assertEquals(List.of(), served);
    }

    // ---- PROXY

    @ParameterizedTest
    @CsvSource({"v1, true", "any, true", "any, false", "v2, false"})
    void theAddressOfTheHeaderIsTheClients(String versions, boolean line) throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, versions));
        try (RawClient client = RawClient.connect(address)) {
            if (line) {
                client.send("PROXY TCP4 203.0.113.9 192.0.2.1 8080 443\r\n" + GET);
                assertEquals("http 203.0.113.9 v1 /a", client.read().text());
            } else {
                client.send(HexFormat.of().parseHex(BINARY.replace("00000000c0", "cb007109c0"))).send(GET);
                assertEquals("https 203.0.113.9 v2 /a", client.read().text());
            }
            assertEquals("203.0.113.9", client.exchange(GET).text().split(" ")[1], "each request of the connection");
        }
        Eventually.until("both are logged", () -> entries.size() == 2);
        assertEquals("203.0.113.9", entries.getFirst().remote());
    }

    @Test
    void headersInPiecesAreTaken() throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, "v1"));
        try (RawClient client = RawClient.connect(address)) {
            for (byte b : ("PROXY TCP4 203.0.113.9 192.0.2.1 8080 443\r\n" + GET).getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[]{b});
            }
            assertEquals("http 203.0.113.9 v1 /a", client.read().text());
        }
    }

    @Test
    void aProxyThatSpeaksForItselfIsServedAsItself() throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, "any"));
        try (RawClient client = RawClient.connect(address)) {
            client.send("PROXY UNKNOWN\r\n" + GET);
            assertEquals("http 127.0.0.1 v1 /a", client.read().text());
        }
    }

    @ParameterizedTest
    @CsvSource({"'GET / HTTP/1.1^~Host: a^~^~', missing", "'PROXY TCP4 1.1.1.1 2.2.2.2 1 x^~', malformed",
        "'PROXY UDP4 1.1.1.1 2.2.2.2 1 1^~', family"})
    void malformedHeadersCloseTheConnectionWithAReason(String bytes, String reason) throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, "any"));
        refused(address, bytes.replace('^', '\r').replace('~', '\n').getBytes(StandardCharsets.US_ASCII),
                "proxy-protocol-" + reason);
    }

    @Test
    void onlyTrustedPeersMaySendAHeader() throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, "any", Settings.PROXY_PROTOCOL_PEERS,
                "192.0.2.0/24"));
        refused(address, "PROXY TCP4 203.0.113.9 192.0.2.1 1 1\r\n".getBytes(StandardCharsets.US_ASCII),
                "proxy-protocol-untrusted");
    }

    @Test
    void aHeaderThatDoesNotComeInTimeIsNotWaitedFor() throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, "any", Settings.PROXY_PROTOCOL_TIMEOUT, "100ms"));
        refused(address, "PROXY TCP4 ".getBytes(StandardCharsets.US_ASCII), "proxy-protocol-timeout");
    }

    @Test
    void aClientThatLeavesWithinTheHeaderLeavesNothing() throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, "any"));
        try (RawClient client = RawClient.connect(address)) {
            client.send("PROXY TCP4 ").halfClose().expectClosed();
        }
        Eventually.until("nothing is open", () -> connector.connections() == 0);
        assertEquals("proxy-protocol-end", entries.getFirst().reason());
    }

    // ---- addresses

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"127.0.0.0/8||true", "10.0.0.0/8||false", "|127.0.0.1|false",
        "|10.0.0.0/8|true",
        "127.0.0.0/8|127.0.0.1|false"})
    void clientsAreLetInByTheirAddress(String allowed, String denied, boolean in) throws Exception {
        SocketAddress address = start(Map.of(Settings.ALLOWED_CLIENTS, allowed == null ? "" : allowed,
                Settings.DENIED_CLIENTS, denied == null ? "" : denied));
        if (in) {
            try (RawClient client = RawClient.connect(address)) {
                assertEquals("http 127.0.0.1 /a", client.exchange(GET).text());
            }
        } else {
            refused(address, GET.getBytes(StandardCharsets.US_ASCII), "client-not-allowed");
        }
    }

    @Test
    void theAddressOfTheHeaderIsTheOneThatIsChecked() throws Exception {
        SocketAddress address = start(
                Map.of(Settings.PROXY_PROTOCOL, "any", Settings.DENIED_CLIENTS, "203.0.113.0/24"));
        refused(address, ("PROXY TCP4 203.0.113.9 192.0.2.1 1 1\r\n" + GET).getBytes(StandardCharsets.US_ASCII),
                "client-not-allowed");
        assertEquals("203.0.113.9", entries.getFirst().remote());
    }

    @Test
    void beforeTheHeaderItIsTheProxysAddressThatIsChecked() throws Exception {
        SocketAddress address = start(Map.of(Settings.PROXY_PROTOCOL, "any", Settings.DENIED_CLIENTS, "203.0.113.0/24",
                Settings.CONNECTION_FILTERS, "addresses, proxy-protocol"));
        try (RawClient client = RawClient.connect(address)) {
            client.send("PROXY TCP4 203.0.113.9 192.0.2.1 1 1\r\n" + GET);
            assertEquals("http 203.0.113.9 v1 /a", client.read().text());
        }
    }

    // ---- filters of one's own, and taps

    /// Found by the service loader; refuses where a test wants it.
    public static final class Seen implements ConnectionFilterFactory, ConnectionFilter, ByteTap {
        private static final StringBuffer BYTES = new StringBuffer();
        private static volatile String code;
        private static volatile boolean fails;

        static void clear() {
            BYTES.setLength(0);
            code = null;
            fails = false;
        }

        @Override
        public String name() {
            return "seen-by-tests";
        }

        @Override
        public ConnectionFilter create(EndpointConfig endpoint) {
            return this;
        }

        @Override
        public String refuse(ConnectionFeature connection) {
            BYTES.append('[').append(shown(connection.remote())).append(']');
            if (fails) {
                throw new IllegalStateException("fails");
            }
            return code;
        }

        @Override
        public ByteTap tap(ConnectionFeature connection) {
            return this;
        }

        @Override
        public void received(ByteBuffer bytes) {
            BYTES.append('<').append(StandardCharsets.ISO_8859_1.decode(bytes));
        }

        @Override
        public void sent(ByteBuffer bytes) {
            String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
            BYTES.append('>').append(text, 0, Math.min(15, text.length()));
        }
    }

    @Test
    void aFilterOfOnesOwnSeesTheBytesBothWays() throws Exception {
        SocketAddress address = start(Map.of(Settings.CONNECTION_FILTERS, "proxy-protocol, seen-by-tests",
                Settings.PROXY_PROTOCOL, "v1"));
        try (RawClient client = RawClient.connect(address)) {
            client.send("PROXY TCP4 203.0.113.9 192.0.2.1 1 1\r\n" + GET);
            client.read();
        }
        Eventually.until("all is seen", () -> Seen.BYTES.indexOf(">HTTP/1.1 200 OK") > 0);
        assertEquals("[203.0.113.9]<" + GET + ">HTTP/1.1 200 OK", Seen.BYTES.toString());
    }

    @Test
    void aFilterBeforeTheHeaderSeesTheHeader() throws Exception {
        SocketAddress address = start(Map.of(Settings.CONNECTION_FILTERS, "seen-by-tests, proxy-protocol",
                Settings.PROXY_PROTOCOL, "v1"));
        try (RawClient client = RawClient.connect(address)) {
            client.send("PROXY UNKNOWN\r\n" + GET);
            client.read();
        }
        assertTrue(Seen.BYTES.toString().startsWith("[127.0.0.1]<PROXY UNKNOWN\r\n"), Seen.BYTES::toString);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFilterRefusesWithItsReasonAndOneThatFailsLetsNobodyIn(boolean fails) throws Exception {
        SocketAddress address = start(Map.of(Settings.CONNECTION_FILTERS, "seen-by-tests"));
        Seen.code = "banned";
        Seen.fails = fails;
        refused(address, GET.getBytes(StandardCharsets.US_ASCII), fails ? "filter-failed" : "banned");
    }

    @Test
    void theLogOfConnectionsSeesBytesAndHidesSecrets() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        java.util.logging.Handler handler = new java.util.logging.Handler() {
            @Override
            public void publish(java.util.logging.LogRecord logged) {
                lines.add(logged.getMessage());
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        java.util.logging.Logger logger = java.util.logging.Logger.getLogger("dev.lanner.connections");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            SocketAddress address = start(Map.of(Settings.CONNECTION_FILTERS, "log", Settings.CONNECTION_LOG, "bytes"));
            try (RawClient client = RawClient.connect(address)) {
                client.exchange("GET /a HTTP/1.1\r\nHost: x\r\nCookie: s=12345\r\n\r\n");
            }
            Eventually.until("the answer is written down",
                    () -> lines.stream().anyMatch(line -> line.contains("sent") && line.contains("HTTP/1.1 200 OK")));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        String all = String.join("\n", lines);
        assertTrue(all.contains("from 127.0.0.1:"), all);
        assertTrue(all.contains("received 45 bytes: GET /a HTTP/1.1\\r\\nHost: x\\r\\nCookie: (masked)\\r\\n"), all);
    }

    // ---- TLS

    private SocketAddress startTls(String filters) throws Exception {
        TestCertificate certificate = TestCertificate.localhost();
        return start(Map.of(Settings.TLS_CERTIFICATE, certificate.file().toString(), Settings.TLS_PASSWORD_FILE,
                certificate.passwordFile().toString(), Settings.TLS_RELOAD, "false", Settings.PROXY_PROTOCOL, "v1",
                Settings.CONNECTION_FILTERS, filters));
    }

    /// Sends a PROXY header, then speaks TLS on the same connection.
    private static String throughTls(SocketAddress address) throws Exception {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(20_000);
            plain.connect(address);
            plain.getOutputStream()
                    .write("PROXY TCP4 203.0.113.9 192.0.2.1 1 1\r\n".getBytes(StandardCharsets.US_ASCII));
            try (Socket tls = TestCertificate.localhost().client(null).getSocketFactory().createSocket(plain,
                    "localhost", plain.getPort(), true)) {
                tls.getOutputStream().write(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                return new String(tls.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            }
        }
    }

    @Test
    void theHeaderComesBeforeTls() throws Exception {
        String answer = throughTls(startTls("proxy-protocol, addresses, tls"));

        assertTrue(answer.contains("https 203.0.113.9 v1 /a"), answer);
    }

    @Test
    void tapsBehindTlsSeeClearText() throws Exception {
        throughTls(startTls("proxy-protocol, tls, seen-by-tests"));

        assertTrue(Seen.BYTES.toString().contains("<GET /a HTTP/1.1\r\n"), Seen.BYTES::toString);
        assertTrue(Seen.BYTES.toString().contains(">HTTP/1.1 200 OK"), Seen.BYTES::toString);
    }

    @Test
    void tapsBeforeTlsSeeRecords() throws Exception {
        throughTls(startTls("proxy-protocol, seen-by-tests, tls"));

        assertTrue(Seen.BYTES.toString().contains("<\u0016\u0003"), Seen.BYTES::toString);
        assertFalse(Seen.BYTES.toString().contains("GET /a"), Seen.BYTES::toString);
    }

    // ---- configuration

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"proxy-protocol, proxy-protocol|off|names \"proxy-protocol\" twice",
        "tls, proxy-protocol|any|has \"proxy-protocol\" after \"tls\"", "addresses|any|lacks \"proxy-protocol\"",
        "unknown|off|names \"unknown\", which is none of"})
    void contradictionsAreFaultsAtTheStart(String filters, String proxy, String text) {
        Map<Setting<?>, String> settings = Map.of(Settings.CONNECTION_FILTERS, filters, Settings.PROXY_PROTOCOL, proxy);
        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, () -> make(settings));
        assertTrue(fault.getMessage().startsWith("LNR-1210: connection-filters (test) " + text), fault.getMessage());
    }
}
