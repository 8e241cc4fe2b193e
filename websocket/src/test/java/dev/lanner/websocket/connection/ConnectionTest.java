package dev.lanner.websocket.connection;

import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.Eventually;
import dev.lanner.websocket.connection.Frames.Frame;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ConnectionLimits;
import dev.lanner.websocket.protocol.SendCallback;
import dev.lanner.websocket.protocol.SharedMessage;
import dev.lanner.websocket.protocol.WebSocketConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a connection does with many senders, slow peers, times and failures.
class ConnectionTest {
    private final List<Echo> echoes = new CopyOnWriteArrayList<>();
    private EchoServer server;

    private static ConnectionLimits limits(long queue, Duration send, Duration idle, Duration ping) {
        return new ConnectionLimits(1 << 20, 1 << 20, queue, send, idle, Duration.ofSeconds(1), ping);
    }

    private static ConnectionLimits patient() {
        return limits(1 << 20, Duration.ofSeconds(20), Duration.ZERO, Duration.ZERO);
    }

    private void serve(ConnectionLimits limits) throws IOException {
        server = new EchoServer(limits, connection -> {
            Echo echo = new Echo(connection);
            echoes.add(echo);
            return echo;
        });
    }

    private WebSocketConnection first() {
        return server.connections.element();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Settings.Execution.class)
    void messagesOfManyThreadsArriveWholeAndInTheOrderOfEach(Settings.Execution execution) throws Exception {
        server = new EchoServer(0, patient(), true, Map.of(Settings.EXECUTION, execution), Echo::new);
        try (Frames client = server.connect()) {
            client.text("x").read();
            for (int thread = 0; thread < 8; thread++) {
                int own = thread;
                Thread.ofVirtual().start(() -> send(own));
            }
            Map<Integer, Integer> next = new TreeMap<>();
            for (int i = 0; i < 8 * 500; i++) {
                String[] parts = client.read().text().split(" ");
                int from = Integer.parseInt(parts[0]);
                assertEquals(next.getOrDefault(from, 0), Integer.parseInt(parts[1]));
                next.merge(from, 1, Integer::sum);
            }
        }
    }

    private void send(int thread) {
        try {
            for (int i = 0; i < 500; i++) {
                if (i % 3 == 0) {
                    first().sendText(thread + " " + i + " " + "x".repeat(i * 20));
                } else {
                    // waits, so that the queue does not refuse it
                    CompletableFuture<Void> sent = new CompletableFuture<>();
                    first().sendText(thread + " " + i, failure -> sent.complete(null));
                    sent.join();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCallbackMaySendAndWait() throws Exception {
        serve(patient());
        try (Frames client = server.connect()) {
            client.text("x").read();
            CountDownLatch done = new CountDownLatch(1);
            first().sendText("one", failure -> {
                try {
                    first().sendText("two");
                    done.countDown();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertTrue(done.await(10, TimeUnit.SECONDS));
            assertEquals("one", client.read().text());
            assertEquals("two", client.read().text());
        }
    }

    @Test
    void aSlowPeersQueueIsBounded() throws Exception {
        serve(limits(200_000, Duration.ofSeconds(20), Duration.ZERO, Duration.ZERO));
        try (Frames client = server.connect()) {
            client.text("x").read();
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger sent = new AtomicInteger();
            SendCallback count = failure -> (failure == null ? sent : refused).incrementAndGet();
            int asked = 0;
            while (refused.get() == 0) {
                first().sendBinary(ByteBuffer.allocate(50_000), count);
                asked++;
                assertTrue(asked < 2000, "100 MB and no refusal");
            }
            assertTrue(first().open());
            // what was taken arrives once the peer reads
            for (int i = 0; i < asked - 1; i++) {
                assertEquals(50_000, client.read().payload().length);
            }
            int all = asked;
            Eventually.until("all are told", () -> sent.get() + refused.get() == all);
            assertEquals(1, refused.get());
        }
    }

    @Test
    void aPeerThatTakesNothingIsGivenUp() throws Exception {
        serve(limits(1 << 30, Duration.ofMillis(300), Duration.ZERO, Duration.ZERO));
        try (Frames client = server.connect()) {
            client.text("x").read();
            List<IOException> failures = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 400; i++) {
                first().sendBinary(ByteBuffer.allocate(50_000), failure -> {
                    if (failure != null) {
                        failures.add(failure);
                    }
                });
            }
            Eventually.until("the listener is told", () -> echoes.getFirst().events.contains("closed 1006"));
            assertFalse(failures.isEmpty());
            assertFalse(first().open());
        }
    }

    @Test
    void aSendThatWaitsForSuchAPeerFailsInTime() throws Exception {
        serve(limits(1 << 30, Duration.ofMillis(300), Duration.ZERO, Duration.ZERO));
        try (Frames client = server.connect()) {
            client.text("x").read();
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 400; i++) {
                    first().sendBinary(ByteBuffer.allocate(50_000));
                }
            });
            Eventually.until("the listener is told", () -> echoes.getFirst().events.contains("closed 1006"));
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        serve(limits(1 << 20, Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ZERO));
        try (Frames client = server.connect()) {
            Frame close = client.read();
            assertEquals(1001, close.code());
            client.closing(1001);
            client.expectClosed();
        }
        Eventually.until("the listener is told", () -> echoes.getFirst().events.contains("closed 1001"));
    }

    @Test
    void aQuietPeerIsPinged() throws Exception {
        serve(limits(1 << 20, Duration.ofSeconds(20), Duration.ZERO, Duration.ofMillis(300)));
        try (Frames client = server.connect()) {
            assertEquals(0x89, client.read().first());
            client.send(0x8A, "");
            assertEquals(0x89, client.read().first());
        }
    }

    @Test
    void pingsDontKeepAnIdleConnectionOpen() throws Exception {
        serve(limits(1 << 20, Duration.ofSeconds(20), Duration.ofMillis(1500), Duration.ofMillis(300)));
        try (Frames client = server.connect()) {
            Frame frame = client.read();
            while (frame.first() == 0x89) {
                client.send(0x8A, frame.payload());
                frame = client.read();
            }
            assertEquals(1001, frame.code());
        }
    }

    @Test
    void batchesWaitForTheirFlush() throws Exception {
        serve(patient());
        try (Frames client = server.connect()) {
            client.text("x").read();
            first().batching(true);
            first().sendText("one");
            first().sendText("two");
            assertTrue(client.client.silentFor(Duration.ofMillis(200)));
            first().flush();
            assertEquals("one", client.read().text());
            assertEquals("two", client.read().text());
            first().sendText("three");
            first().batching(false);
            assertEquals("three", client.read().text());
        }
    }

    @Test
    void partsAndOtherMessagesDontMix() throws Exception {
        serve(patient());
        try (Frames client = server.connect()) {
            client.text("x").read();
            first().sendTextPart("a", false);
            first().sendPing(ByteBuffer.wrap(new byte[]{'p'}));
            assertThrows(IllegalStateException.class, () -> first().sendText("b"));
            assertThrows(IllegalStateException.class, () -> first().sendBinaryPart(ByteBuffer.allocate(1), true));
            first().sendTextPart("c", true);
            assertEquals(0x01, client.read().first());
            assertEquals(0x89, client.read().first());
            Frame end = client.read();
            assertEquals(0x80, end.first());
            assertEquals("c", end.text());
        }
    }

    @Test
    void afterTheCloseNothingIsSent() throws Exception {
        serve(patient());
        try (Frames client = server.connect()) {
            client.text("x").read();
            first().close(CloseStatus.of(1000));
            assertThrows(IOException.class, () -> first().sendText("late"));
            CompletableFuture<IOException> told = new CompletableFuture<>();
            first().sendText("late", told::complete);
            assertNotNull(told.get(10, TimeUnit.SECONDS));
            assertEquals(0x88, client.read().first());
        }
    }

    @Test
    void codesThatNobodyMaySendAreRefused() throws Exception {
        serve(patient());
        try (Frames client = server.connect()) {
            client.text("x").read();
            for (int code : new int[]{0, 999, 1004, 1006, 1015, 2999, 5000}) {
                assertThrows(IllegalArgumentException.class, () -> first().close(CloseStatus.of(code)));
            }
            assertThrows(IllegalArgumentException.class, () -> first().close(new CloseStatus(1000, "x".repeat(124))));
            assertEquals(123, CloseStatus.of(1000, "ü".repeat(100)).reason().getBytes("UTF-8").length + 1);
        }
    }

    @Test
    void aSharedMessageReachesAll() throws Exception {
        serve(patient());
        List<Frames> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Frames client = server.connect(i % 2 == 0 ? "" : "Sec-WebSocket-Extensions: permessage-deflate\r\n");
            client.text("x").read();
            clients.add(client);
        }
        SharedMessage message = SharedMessage.text("tell everybody ".repeat(100));
        for (WebSocketConnection connection : server.connections) {
            CompletableFuture<IOException> told = new CompletableFuture<>();
            connection.send(message, told::complete);
            assertNull(told.get(10, TimeUnit.SECONDS));
        }
        for (int i = 0; i < clients.size(); i++) {
            Frame frame = clients.get(i).read();
            assertEquals(i % 2 == 0 ? 0x81 : 0xC1, frame.first());
            assertTrue(i % 2 == 0 ? frame.payload().length == 1500 : frame.payload().length < 200);
            clients.get(i).close();
        }
    }

    @Test
    void aTextThatIsSentToManyIsEncodedOnce() throws Exception {
        serve(patient());
        try (Frames plain = server.connect();
                Frames compressed = server
                        .connect("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n")) {
            plain.text("x").read();
            compressed.text("x").read();
            String news = "the same news for everybody ".repeat(20);
            for (int round = 0; round < 3; round++) {
                for (WebSocketConnection connection : server.connections) {
                    connection.sendText(news);
                }
                assertEquals(news, plain.read().text());
                Frame small = compressed.read();
                assertEquals(0xC1, small.first());
                assertTrue(small.payload().length < 100);
            }
            assertSame(Repeats.of(news), Repeats.of(news));
            assertNull(Repeats.of("another ".repeat(40)));
        }
    }

    @Test
    void aListenerThatFailsEndsItsConnection() throws Exception {
        server = new EchoServer(patient(), connection -> new Echo(connection) {
            @Override
            public void text(String part, boolean last) {
                throw new IllegalStateException("the application's");
            }
        });
        try (Frames client = server.connect()) {
            client.text("x");
            assertEquals(1011, client.read().code());
            client.expectClosed();
        }
    }

    @Test
    void aPeerThatGoesAwayAbruptlyLeavesNothing() throws Exception {
        serve(patient());
        for (int i = 0; i < 2000; i++) {
            Frames client = server.connect(i % 4 == 0 ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "");
            switch (i % 3) {
                case 0 -> client.client.send(new byte[]{(byte) 0x82, (byte) 0xFE, 0x40});
                case 1 -> client.send(0x01, "begun");
                default -> {
                    // nothing
                }
            }
            client.client.reset();
        }
        Eventually.until("nothing is left", () -> server.open() == 0);
        Eventually.until("each is told", () -> echoes.stream().allMatch(echo -> echo.events.contains("closed 1006")));
        assertEquals(2000, echoes.size());
    }
}
