package dev.lanner.websocket.transport;

import dev.lanner.spi.config.Settings;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.testkit.RawClient;
import dev.lanner.websocket.connection.EchoServer;
import dev.lanner.websocket.deflate.DeflateNegotiation;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ConnectionLimits;
import dev.lanner.websocket.protocol.MessageListener;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The client against our server, and against servers that answer wrongly.
class ClientTest {
    private static final ConnectionLimits LIMITS = new ConnectionLimits(20 << 20, 20 << 20, 1 << 20,
            Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);

    @TempDir Path directory;

    /// Keeps what comes.
    private static final class Inbox implements MessageListener {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public Delivery delivery(boolean text) {
            return Delivery.WHOLE;
        }

        @Override
        public void text(String part, boolean last) {
            events.add(part);
        }

        @Override
        public void binary(byte[] part, boolean last) {
            events.add(part.length + " bytes");
        }

        @Override
        public void closed(CloseStatus status, boolean remote) {
            events.add("closed " + status.code());
        }

        String next() throws InterruptedException {
            return events.poll(10, TimeUnit.SECONDS);
        }
    }

    private static ClientRequest request(int port, List<Extension> extensions) {
        return new ClientRequest(URI.create("ws://127.0.0.1:" + port + "/echo?x=1"), new FieldList(0), List.of("chat"),
                extensions, null, Duration.ofSeconds(10), LIMITS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messagesComeBack(boolean compressed) throws Exception {
        try (EchoServer server = EchoServer.plain(LIMITS)) {
            ClientOpening opening = ClientConnector.connect(request(server.address().getPort(),
                    compressed ? List.of(DeflateNegotiation.offer()) : List.of()));
            assertEquals("chat", opening.subprotocol());
            assertEquals(compressed ? 1 : 0, opening.extensions().size());
            Inbox inbox = new Inbox();
            opening.connection().start(inbox);
            opening.connection().sendText("Grüße");
            assertEquals("Grüße", inbox.next());
            String long1 = "0123456789".repeat(100_000);
            opening.connection().sendText(long1);
            assertEquals(long1, inbox.next());
            opening.connection().sendTextPart("in ", false);
            opening.connection().sendTextPart("parts", true);
            assertEquals("in parts", inbox.next());
            opening.connection().sendBinary(ByteBuffer.allocateDirect(1 << 20));
            assertEquals((1 << 20) + " bytes", inbox.next());
            opening.connection().close(CloseStatus.of(1000));
            assertEquals("closed 1000", inbox.next());
        }
    }

    @Test
    void messagesComeBackOverTls() throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                "san=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore",
                store.toString()).redirectErrorStream(true).start();
        assertEquals(0, keytool.waitFor(), () -> new String(readAll(keytool)));
        Path password = Files.writeString(directory.resolve("password"), "changeit\n");
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (EchoServer server = EchoServer.at("https://127.0.0.1:0", LIMITS, Map.of(Settings.TLS_CERTIFICATE,
                store.toString(), Settings.TLS_PASSWORD_FILE, password.toString()))) {
            URI uri = URI.create("wss://127.0.0.1:" + server.address().getPort() + "/echo");
            ClientOpening opening = ClientConnector.connect(new ClientRequest(uri, Fields.EMPTY, List.of(), List.of(),
                    tls, Duration.ofSeconds(20), LIMITS));
            Inbox inbox = new Inbox();
            opening.connection().start(inbox);
            for (int length : new int[]{1, 20_000, 1_000_000}) {
                String message = "0123456789".repeat(length / 10 + 1);
                opening.connection().sendText(message);
                assertEquals(message, inbox.next());
            }
            opening.connection().close(CloseStatus.of(1000));
            assertEquals("closed 1000", inbox.next());
            // the JDK's own trust does not know the certificate
            assertThrows(SSLException.class, () -> ClientConnector.connect(new ClientRequest(uri, Fields.EMPTY,
                    List.of(), List.of(), null, Duration.ofSeconds(20), LIMITS)));
        }
    }

    private static byte[] readAll(Process process) {
        try {
            return process.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void messagesComeBackOverAUnixSocket() throws Exception {
        Path socket = directory.resolve("http.sock");
        try (EchoServer server = EchoServer.at("http://unix:" + socket, LIMITS, Map.of());
                RawClient client = RawClient.connect(socket)) {
            client.send("GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertEquals(101, client.read().status());
            client.send(new byte[]{(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
            assertEquals("hi", new String(client.readBytes(4), 2, 2, StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 200 OK | 200
            HTTP/1.1 401 No~WWW-Authenticate: Basic | 401
            HTTP/1.1 101 Yes | 101
            HTTP/1.1 101 Yes~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: wrong | 101
            """)
    void otherAnswersAreRefused(String answer, int status) throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> answer(server, answer.replace("~", "\r\n") + "\r\n\r\n"));
            RefusedException refused = assertThrows(RefusedException.class,
                    () -> ClientConnector.connect(request(server.getLocalPort(), List.of())));
            assertEquals(status, refused.status());
            if (status == 401) {
                assertEquals("Basic", refused.fields().first("WWW-Authenticate"));
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForLonger() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            ClientRequest hurried = new ClientRequest(URI.create("ws://127.0.0.1:" + server.getLocalPort()),
                    Fields.EMPTY,
                    List.of(), List.of(), null, Duration.ofMillis(200), LIMITS);
            IOException failure = assertThrows(IOException.class, () -> ClientConnector.connect(hurried));
            assertTrue(failure.getMessage().contains("LNR-6011"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/", "ws:///path", "ws://user@localhost/", "ws://localhost/#fragment"})
    void otherUrisAreRefused(String uri) {
        ClientRequest wrong = new ClientRequest(URI.create(uri), Fields.EMPTY, List.of(), List.of(), null,
                Duration.ofSeconds(1), LIMITS);
        assertThrows(IllegalArgumentException.class, () -> ClientConnector.connect(wrong));
    }

    private static void answer(ServerSocket server, String bytes) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the client has gone
        }
    }
}
