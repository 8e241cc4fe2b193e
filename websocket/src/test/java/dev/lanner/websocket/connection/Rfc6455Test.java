package dev.lanner.websocket.connection;

import dev.lanner.testkit.Eventually;
import dev.lanner.websocket.connection.Frames.Frame;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ConnectionLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// What the server makes of frames, right and wrong, over real sockets (RFC 6455, 5 to 8).
class Rfc6455Test {
    private static final ConnectionLimits LIMITS = new ConnectionLimits(100_000, 100_000, 1 << 20,
            Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO);
    private final List<Echo> echoes = new CopyOnWriteArrayList<>();
    private EchoServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer(LIMITS, connection -> {
            Echo echo = new Echo(connection);
            echoes.add(echo);
            return echo;
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theHandshakeProvesThatTheServerUnderstoodTheKey() throws IOException {
        try (Frames client = server.connect()) {
            assertEquals(101, client.answer.status());
            assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", client.answer.header("Sec-WebSocket-Accept"));
            assertEquals("hello", client.text("hello").read().text());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 16_383, 16_384, 65_535, 65_536, 99_999})
    void messagesOfEachLengthComeBack(int length) throws IOException {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) i;
        }
        try (Frames client = server.connect()) {
            Frame answer = client.send(0x82, message).read();
            assertEquals(0x82, answer.first());
            assertArrayEquals(message, answer.payload());
        }
    }

    @Test
    void fragmentsAreOneMessageAndPingsGoBetweenThem() throws IOException {
        try (Frames client = server.connect()) {
            client.send(0x01, "fra").send(0x89, "p").send(0x00, "gmen").send(0x8A, "unasked").send(0x80, "ted");
            Frame pong = client.read();
            assertEquals(0x8A, pong.first());
            assertEquals("p", pong.text());
            assertEquals("fragmented", client.read().text());
        }
    }

    @Test
    void bytesMayComeOneByOne() throws IOException {
        try (Frames client = server.connect()) {
            for (byte each : Frames.frame(0x81, "Grüße".getBytes(StandardCharsets.UTF_8))) {
                client.client.send(new byte[]{each});
            }
            assertEquals("Grüße", client.read().text());
        }
    }

    @Test
    void manyMessagesInOnePacketAreAnsweredInOrder() throws IOException {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (int i = 0; i < 5000; i++) {
            together.writeBytes(Frames.frame(0x81, ("message " + i).getBytes(StandardCharsets.UTF_8)));
        }
        try (Frames client = server.connect()) {
            client.client.send(together.toByteArray());
            for (int i = 0; i < 5000; i++) {
                assertEquals("message " + i, client.read().text());
            }
        }
    }

    static Stream<Arguments> faults() {
        byte[] none = {};
        byte[] one = {'x'};
        return Stream.of(arguments("reserved opcode 3", Frames.frame(0x83, one), 1002),
                arguments("reserved opcode 11", Frames.frame(0x8B, one), 1002),
                arguments("reserved opcode with a huge length", Frames.frame(0x8F, Long.MAX_VALUE, none), 1002),
                arguments("RSV1 without an agreement", Frames.frame(0xC1, one), 1002),
                arguments("RSV2", Frames.frame(0xA1, one), 1002), arguments("RSV3", Frames.frame(0x91, one), 1002),
                arguments("not masked", new byte[]{(byte) 0x81, 1, 'x'}, 1002),
                arguments("a ping in fragments", Frames.frame(0x09, one), 1002),
                arguments("a ping of 126 bytes", Frames.frame(0x89, new byte[126]), 1002),
                arguments("a continuation of nothing", Frames.frame(0x80, one), 1002),
                arguments("a message within another", two(Frames.frame(0x01, one), Frames.frame(0x81, one)), 1002),
                arguments("a length with its highest bit", Frames.frame(0x82, Long.MIN_VALUE, none), 1002),
                arguments("a length in more bytes than needed", new byte[]{(byte) 0x82, (byte) 0xFE, 0, 5}, 1002),
                arguments("a message longer than the limit", Frames.frame(0x82, 100_001, none), 1009),
                arguments("a message of 8 EiB", Frames.frame(0x82, Long.MAX_VALUE, none), 1009),
                arguments("fragments longer than the limit", two(Frames.frame(0x02, new byte[60_000]),
                        Frames.frame(0x80, new byte[60_000])), 1009),
                arguments("text that is not UTF-8", Frames.frame(0x81, new byte[]{(byte) 0xC0, (byte) 0x80}), 1007),
                arguments("a surrogate in UTF-8",
                        Frames.frame(0x81, new byte[]{(byte) 0xED, (byte) 0xA0, (byte) 0x80}), 1007),
                arguments("text that ends within a character", Frames.frame(0x81, new byte[]{(byte) 0xC3}), 1007),
                arguments("bad text long before the end of its frame",
                        Frames.frame(0x81, 50_000, new byte[]{'a', (byte) 0xFF}), 1007),
                arguments("a close of one byte", Frames.frame(0x88, one), 1002),
                arguments("close code 999", Frames.frame(0x88, new byte[]{3, (byte) 231}), 1002),
                arguments("close code 1005", Frames.frame(0x88, new byte[]{3, (byte) 237}), 1002),
                arguments("close code 5000", Frames.frame(0x88, new byte[]{0x13, (byte) 0x88}), 1002),
                arguments("a close reason that is not UTF-8",
                        Frames.frame(0x88, new byte[]{3, (byte) 232, (byte) 0xFF}), 1007));
    }

    private static byte[] two(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("faults")
    void faultsCloseWithTheirCode(String name, byte[] bytes, int code) throws IOException {
        try (Frames client = server.connect()) {
            client.client.send(bytes);
            Frame close = client.read();
            assertEquals(0x88, close.first(), name);
            assertEquals(code, close.code(), name);
            client.client.halfClose();
            client.expectClosed();
        }
        Eventually.until("the listener is told", () -> echoes.getFirst().events.size() == 2);
        assertEquals(List.of("failed ProtocolException", "closed " + code), echoes.getFirst().events);
    }

    @Test
    void aFaultEndsTheConnectionThoughThePeerStays() throws IOException {
        try (Frames client = server.connect()) {
            client.send(0x83, "x").read();
            client.expectClosed();
        }
        Eventually.until("nothing is left", () -> server.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999})
    void aCloseIsAnsweredWithItsCode(int code) throws IOException {
        try (Frames client = server.connect()) {
            client.closing(code);
            Frame answer = client.read();
            assertEquals(0x88, answer.first());
            assertEquals(code, answer.code());
            client.expectClosed();
        }
        Eventually.until("the listener is told", () -> !echoes.getFirst().events.isEmpty());
        assertEquals(List.of("closed " + code + " by the peer"), echoes.getFirst().events);
    }

    @Test
    void aCloseWithoutCodeIsAnsweredWithoutOne() throws IOException {
        try (Frames client = server.connect()) {
            assertEquals(1005, client.send(0x88, "").read().code());
            client.expectClosed();
        }
        Eventually.until("the listener is told", () -> !echoes.getFirst().events.isEmpty());
        assertEquals(List.of("closed 1005 by the peer"), echoes.getFirst().events);
    }

    @Test
    void whatFollowsACloseIsDropped() throws IOException {
        try (Frames client = server.connect()) {
            client.client.send(two(Frames.frame(0x88, new byte[]{3, (byte) 232}), Frames.frame(0x81, new byte[]{'x'})));
            assertEquals(1000, client.read().code());
            client.expectClosed();
        }
    }

    @Test
    void theServerWaitsForTheAnswerToItsClose() throws IOException {
        try (Frames client = server.connect()) {
            client.text("x").read();
            server.connections.element().close(CloseStatus.of(4000, "enough"));
            Frame close = client.read();
            assertEquals(4000, close.code());
            assertEquals("enough", new String(close.payload(), 2, 6, StandardCharsets.UTF_8));
            client.text("nobody reads this").closing(4000);
            client.expectClosed();
        }
        Eventually.until("the listener is told", () -> !echoes.getFirst().events.isEmpty());
        assertEquals(List.of("closed 4000"), echoes.getFirst().events);
    }

    @Test
    void aCloseThatIsNotAnsweredEndsInTime() throws IOException {
        try (Frames client = server.connect()) {
            client.text("x").read();
            server.connections.element().close(CloseStatus.of(1000));
            assertEquals(1000, client.read().code());
            client.expectClosed();
        }
        Eventually.until("the listener is told", () -> !echoes.getFirst().events.isEmpty());
        assertEquals(List.of("closed 1000"), echoes.getFirst().events);
    }

    @Test
    void aLostConnectionIsToldOnce() throws IOException {
        Frames client = server.connect();
        client.text("x").read();
        client.client.reset();
        Eventually.until("the listener is told", () -> echoes.getFirst().events.contains("closed 1006"));
        Eventually.until("nothing is left", () -> server.open() == 0);
        assertEquals(1, echoes.getFirst().events.stream().filter(event -> event.startsWith("closed")).count());
    }

    @Test
    void aClientThatEndsWithoutACloseIsLost() throws IOException {
        try (Frames client = server.connect()) {
            client.text("x").read();
            client.client.halfClose();
            client.expectClosed();
        }
        Eventually.until("the listener is told", () -> echoes.getFirst().events.contains("closed 1006"));
    }
}
