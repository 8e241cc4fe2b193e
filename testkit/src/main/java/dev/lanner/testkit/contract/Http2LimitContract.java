package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/// What HTTP/2 connections refuse, and how they end.
abstract class Http2LimitContract extends Http2ContractTests {
    private static final int NO_ERROR = 0;
    private static final int PROTOCOL_ERROR = 1;
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int STREAM_CLOSED = 5;
    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;
    private static final int COMPRESSION_ERROR = 9;
    private static final int ENHANCE_YOUR_CALM = 11;

    // ---- streams

    @Test
    void streamsAboveTheLimitAreRefusedAndTheOthersLive() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(serve(waiting(release)));
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            streams.add(client.request("GET", "/" + i, true));
        }
        int refused = client.request("GET", "/refused", true);
        assertEquals(REFUSED_STREAM, client.read(refused).reset());
        release.countDown();
        for (int stream : streams) {
            assertEquals(200, client.read(stream).status());
        }

        assertEquals("/again", client.exchange("GET", "/again").text());
    }

    private static Application waiting(CountDownLatch release) {
        return exchange -> {
            Applications.await(release);
            Applications.path().handle(exchange);
        };
    }

    @Test
    void cancelledRequestsCountUntilTheyHaveEnded() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        ContractServer server = serve(exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                waiting(release).handle(exchange);
            } catch (IOException e) {
                // cancelled
            } finally {
                now.decrementAndGet();
            }
        }, Map.of(Settings.MAX_STREAMS_PER_CONNECTION, 10L));
        Http2Client client = connect2(server);
        for (int i = 0; i < 50; i++) {
            int stream = client.request("GET", "/", true);
            client.number(Http2Client.RST_STREAM, stream, CANCEL);
        }
        client.sync();
        assertTrue(most.get() <= 10, most.toString());
        release.countDown();
        Eventually.until("none runs", () -> now.get() == 0);

        // the connection counts a request a moment longer than the application
        Eventually.until("there is room for another", () -> status(client) == 200);
    }

    private static int status(Http2Client client) {
        try {
            return client.exchange("GET", "/").status();
        } catch (IOException e) {
            throw new AssertionError("the connection is gone", e);
        }
    }

    // ---- messages

    @ParameterizedTest
    @CsvSource({"x-long, 32000, 431", "x-long, 30000, 200", ":path, 9000, 414", ":path, 8000, 200"})
    void headsAboveTheLimitsAreRefused(String name, int size, int status) throws IOException {
        Http2Client client = connect2(serve(Applications.path()));
        Http2Response response = name.equals(":path")
                ? client.exchange("GET", "/" + "a".repeat(size))
                : largeField(client, name, size);

        assertEquals(status, response.status());
        assertEquals("/", client.exchange("GET", "/").text());
    }

    private Http2Response largeField(Http2Client client, String name, int size) throws IOException {
        int stream = client.request("GET", "/", true);
        assertEquals(200, client.read(stream).status());
        byte[] block = Http2Client.block(":method", "GET", ":scheme", subject().scheme(), ":authority", "a", ":path",
                "/", name,
                "v".repeat(size), "x-more", "w".repeat(1000));
        int large = client.headersInParts(block, 16_000);
        return client.read(large);
    }

    @Test
    void aHundredFieldsPassAndOneMoreIsRefused() throws IOException {
        Http2Client client = connect2(serve(Applications.path()));
        String[] fields = new String[200];
        for (int i = 0; i < 200; i += 2) {
            fields[i] = "a";
            fields[i + 1] = "1";
        }
        assertEquals(200, client.exchange("GET", "/", fields).status());
        fields = java.util.Arrays.copyOf(fields, 202);
        fields[200] = "b";
        fields[201] = "1";

        assertEquals(431, client.exchange("GET", "/", fields).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection: close", "transfer-encoding: chunked", "te: gzip", "Upper: 1", "host: other",
        ":own: 1", "content-length: x", "keep-alive: 1", "upgrade: h2c"})
    void malformedRequestsReachNoApplicationAndHurtNobody(String field) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ContractServer server = serve(waiting(release));
        Http2Client client = connect2(server);
        int good = client.request("GET", "/good", true);
        int split = field.indexOf(": ", 1);
        Http2Response bad = client.exchange("GET", "/bad", field.substring(0, split), field.substring(split + 2));
        release.countDown();

        assertEquals(PROTOCOL_ERROR, bad.reset());
        assertEquals("/good", client.read(good).text());
        assertEquals(List.of("/good"), server.dispatched());
        Eventually.until("it is logged", () -> server.log().stream()
                .anyMatch(entry -> "h2-malformed".equals(entry.reason())));
    }

    @ParameterizedTest
    @CsvSource({"/a%2fb, 400", "/%00, 400", "/..%2f, 400", "/ä, 400", "/a b, 400", "/a?b c, 400", "/a\tb, 400"})
    void suspiciousPathsAreAnswered(String path, int status) throws IOException {
        ContractServer server = serve(Applications.path());

        assertEquals(status, connect2(server).exchange("GET", path).status());
        assertEquals(List.of(), server.dispatched());
    }

    /// Characters that no field may have make the message malformed (RFC 9113, 8.2.1), whichever field it is.
    @ParameterizedTest
    @ValueSource(strings = {"/\u007f", "/a\u0001", "/a\n", "/?\r\nx: y", "/\0"})
    void pathsWithCharactersThatNoFieldMayHaveAreMalformed(String path) throws IOException {
        ContractServer server = serve(Applications.path());
        Http2Client client = connect2(server);

        assertEquals(PROTOCOL_ERROR, client.exchange("GET", path).reset());
        assertEquals("/again", client.exchange("GET", "/again").text());
        assertEquals(List.of("/again"), server.dispatched());
    }

    @Test
    void endpointsWithoutHttp2RefuseThePreface() throws IOException {
        ContractServer server = serve(Applications.path(), Map.of(Settings.PROTOCOLS, List.of("http1")));

        assertEquals(505, connect(server).send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").read().status());
    }

    @Test
    void thePrefaceMayComeByteByByte() throws IOException {
        var client = subject().connectHttp2(serve(Applications.path()).address());
        for (byte one : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
            client.send(new byte[]{one});
        }
        client.send(new byte[]{0, 0, 0, 4, 0, 0, 0, 0, 0});

        assertEquals(4, client.readBytes(9)[3], "SETTINGS");
        client.close();
        assertEquals("/p", connect(serve(Applications.path())).send("P").send("OST /p HTTP/1.1\r\n" + HOST
                + "Content-Length: 0\r\n\r\n").read().text());
    }

    // ---- floods (security.md S9 to S13)

    private static final byte[] EMPTY = {};

    private int floods(Http2Client client, Flood flood) throws IOException {
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 100_000; i++) {
                    flood.send(i);
                }
            } catch (IOException e) {
                // the server has had enough
            }
        });
        int code = client.holdWindows().awaitGoAway();
        client.close();
        done.join();
        return code;
    }

    private interface Flood {
        void send(int round) throws IOException;
    }

    @Test
    void rapidResetsEndTheConnectionAndNoWorkIsLeft() throws IOException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ContractServer server = serve(exchange -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                Applications.path().handle(exchange);
            } catch (IOException e) {
                // cancelled
            } finally {
                running.decrementAndGet();
            }
        });
        Http2Client client = connect2(server);
        assertEquals("/", client.exchange("GET", "/").text());
        byte[] block = Http2Client.block(":method", "GET", ":scheme", subject().scheme(), ":authority", "a", ":path",
                "/");
        int code = floods(client, i -> {
            int stream = 3 + i * 2;
            client.frame(Http2Client.HEADERS, 5, stream, block).number(Http2Client.RST_STREAM, stream, CANCEL);
        });

        assertEquals(ENHANCE_YOUR_CALM, code);
        assertTrue(most.get() <= 100, most.toString());
        Eventually.until("it is logged", () -> server.log().stream()
                .anyMatch(entry -> "h2-reset-flood".equals(entry.reason())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero increment", "data after the end", "window too large"})
    void resetsThatTheClientProvokesAreItsOwn(String trick) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(serve(exchange -> {
            try {
                waiting(release).handle(exchange);
            } catch (IOException e) {
                // reset
            }
        }));
        byte[] block = Http2Client.block(":method", "GET", ":scheme", subject().scheme(), ":authority", "a", ":path",
                "/");
        int code = floods(client, i -> {
            int stream = 1 + i * 2;
            client.frame(Http2Client.HEADERS, 5, stream, block);
            switch (trick) {
                case "zero increment" -> client.number(Http2Client.WINDOW_UPDATE, stream, 0);
                case "window too large" -> client.number(Http2Client.WINDOW_UPDATE, stream, Integer.MAX_VALUE);
                default -> client.frame(Http2Client.DATA, 0, stream, new byte[1]);
            }
        });
        release.countDown();

        assertEquals(ENHANCE_YOUR_CALM, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "settings", "empty data", "priority", "unknown", "dribble"})
    void floodsOfFramesWithoutUseEndTheConnection(String kind) throws IOException {
        Http2Client client = connect2(serve(Applications.length()));
        int stream = client.request("POST", "/", false);
        int code = floods(client, i -> {
            switch (kind) {
                case "ping" -> client.frame(Http2Client.PING, 0, 0, new byte[8]);
                case "settings" -> client.settings(3, 100);
                case "empty data" -> client.frame(Http2Client.DATA, 0, stream, EMPTY);
                case "priority" -> client.frame(2, 0, stream, new byte[5]);
                case "unknown" -> client.frame(0x77, 0, 0, EMPTY);
                default -> client.number(Http2Client.WINDOW_UPDATE, stream, 1);
            }
        });

        assertEquals(ENHANCE_YOUR_CALM, code);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headerBlocksWithoutEndEndTheConnection(boolean empty) throws IOException {
        Http2Client client = connect2(serve(Applications.path())).sync();
        client.frame(Http2Client.HEADERS, 1, 1, Http2Client.block(":method", "GET"));
        byte[] more = empty ? EMPTY : Http2Client.block("a", "b".repeat(8000));

        assertEquals(ENHANCE_YOUR_CALM, floods(client, i -> client.frame(Http2Client.CONTINUATION, 0, 1, more)));
    }

    @Test
    void anHonestClientMayCancelManyDownloads() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            byte[] block = new byte[64 * 1024];
            try {
                for (int i = 0; i < 20; i++) {
                    exchange.require(Features.RESPONSE_BODY).write(block, 0, block.length);
                }
            } catch (IOException e) {
                // cancelled
            }
        }));
        for (int i = 0; i < 600; i++) {
            int stream = client.request("GET", "/" + i, true);
            client.until(() -> client.response(stream).body().length > 0);
            client.number(Http2Client.RST_STREAM, stream, CANCEL);
        }

        assertNull(client.sync().goAway());
    }

    // ---- protocol

    @Test
    void brokenHeaderBlocksEndTheConnection() throws IOException {
        Http2Client client = connect2(serve(Applications.path()));
        client.frame(Http2Client.HEADERS, 5, 1, new byte[]{(byte) 0x80});

        assertEquals(COMPRESSION_ERROR, client.awaitGoAway());
    }

    @Test
    void dataAboveTheWindowEndsTheStreamOrTheConnection() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(serve(waiting(release), Map.of(Settings.HTTP2_STREAM_WINDOW, 65_535L)));
        int stream = client.request("POST", "/", false);
        client.data(stream, new byte[65_535], false).data(stream, new byte[1], false);

        assertEquals(FLOW_CONTROL_ERROR, client.read(stream).reset());
        release.countDown();
        CountDownLatch later = new CountDownLatch(1);
        Http2Client other = connect2(serve(waiting(later), Map.of(Settings.HTTP2_CONNECTION_WINDOW,
                65_535L, Settings.HTTP2_MAX_WINDOW, 65_535L))).sync();
        other.data(other.request("POST", "/", false), new byte[65_535], false);
        other.frame(Http2Client.DATA, 0, 1, new byte[1]);
        assertEquals(FLOW_CONTROL_ERROR, other.awaitGoAway());
        later.countDown();
    }

    @Test
    void anotherSchemeIsRefusedUnlessAllowed() throws IOException {
        String other = subject().scheme().equals("http") ? "https" : "http";
        String[] fields = {":method", "GET", ":scheme", other, ":authority", "a", ":path", "/"};
        Http2Client client = connect2(serve(Applications.path()));
        assertEquals(PROTOCOL_ERROR, client.read(client.headers(true, fields)).reset());
        Http2Client allowed = connect2(
                serve(Applications.path(), Map.of(Settings.ALLOW_ALTERNATE_SCHEMES, true)));

        assertEquals("/", allowed.read(allowed.headers(true, fields)).text());
    }

    @Test
    void framesForEndedStreamsAreTold() throws IOException {
        Http2Client client = connect2(serve(Applications.path()));
        int stream = client.request("GET", "/", true);
        client.read(stream);
        client.frame(Http2Client.HEADERS, 5, stream, Http2Client.block(":method", "GET"));

        assertEquals(STREAM_CLOSED, client.awaitGoAway());
    }

    // ---- time

    private static final Map<Setting<?>, Object> SHORT = Map.of(Settings.KEEP_ALIVE_TIMEOUT, Duration.ofSeconds(1),
            Settings.REQUEST_HEADERS_TIMEOUT, Duration.ofSeconds(1), Settings.MIN_RATE_GRACE, Duration.ofMillis(1001));

    @Test
    void idleConnectionsAreClosedWithGoAway() throws IOException {
        Http2Client client = connect2(serve(Applications.path(), SHORT));
        assertEquals("/", client.exchange("GET", "/").text());

        assertEquals(NO_ERROR, client.awaitGoAway());
        assertEquals(1, client.goAwayStream());
    }

    @Test
    void headsThatTakeTooLongEndTheConnection() throws IOException {
        ContractServer server = serve(Applications.path(), SHORT);
        Http2Client client = connect2(server).sync();
        client.frame(Http2Client.HEADERS, 1, 1, Http2Client.block(":method", "GET"));

        assertEquals(ENHANCE_YOUR_CALM, client.awaitGoAway());
    }

    @Test
    void slowBodiesAreRefusedAndOthersServed() throws IOException {
        Http2Client client = connect2(serve(Applications.length(), SHORT));
        int stream = client.request("POST", "/", false);
        client.data(stream, "abc", false);

        assertEquals(408, client.read(stream).status());
        assertEquals("3", client.post("/", "abc").text());
    }

    @Test
    void streamsThatNobodyReadsAreResetAndOthersServed() throws Exception {
        assumeFalse(subject().behindAHop(), "behind a hop this differs");
        CompletableFuture<Boolean> failed = new CompletableFuture<>();
        ContractServer server = serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/other")) {
                return;
            }
            try {
                exchange.require(Features.RESPONSE_BODY).write(new byte[100_000], 0, 100_000);
            } catch (IOException e) {
                failed.complete(true);
                throw e;
            }
        }, Map.of(Settings.MIN_RATE_GRACE, Duration.ofMillis(1001), Settings.MIN_RESPONSE_RATE, 100_000_000L));
        Http2Client client = connect2(server);
        client.settings(4, 0);
        client.sync();
        int stalled = client.request("GET", "/", true);
        assertEquals(200, client.exchange("GET", "/other").status());

        assertEquals(CANCEL, client.read(stalled).reset());
        assertTrue(failed.get(20, TimeUnit.SECONDS));
        assertEquals(200, client.exchange("GET", "/other").status());
        Eventually.until("it is logged", () -> server.log().stream()
                .anyMatch(entry -> "response-too-slow".equals(entry.reason())));
    }

    @Test
    void aClientThatDoesNotAnswerPingsIsLeft() throws IOException {
        Http2Client client = connect2(serve(Applications.path(), Map.of(Settings.HTTP2_PING_DELAY,
                Duration.ofSeconds(1), Settings.HTTP2_PING_TIMEOUT, Duration.ofSeconds(1))));
        assertEquals("/", client.exchange("GET", "/").text());
        client.await(Http2Client.PING);
        // answered: the connection lives on
        assertEquals("/", client.exchange("GET", "/").text());
        byte[] seen = client.raw().readToEnd();

        assertEquals(Http2Client.PING, seen[3]);
        assertEquals(Http2Client.GOAWAY, ByteBuffer.wrap(seen, 17 + 3, 1).get());
    }

    // ---- the end

    @Test
    void requestCloseSaysGoAwayAndFinishesWhatRuns() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/close")) {
                exchange.require(Features.CONNECTION_LIFETIME).requestClose();
                Applications.text(exchange, "bye");
            } else {
                waiting(release).handle(exchange);
            }
        }));
        int slow = client.request("GET", "/slow", true);
        assertEquals("bye", client.exchange("GET", "/close").text());
        client.await(Http2Client.GOAWAY);
        assertEquals(Integer.MAX_VALUE, client.goAwayStream());
        client.await(Http2Client.GOAWAY);
        assertEquals(3, client.goAwayStream());
        release.countDown();

        assertEquals("/slow", client.read(slow).text());
        assertEquals(NO_ERROR, client.awaitGoAway());
    }

    @Test
    void stopLetsRunningRequestsEnd() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ContractServer server = serve(waiting(release), Map.of(Settings.EVENT_LOOPS, 2L));
        Http2Client client = connect2(server);
        int slow = client.request("GET", "/slow", true);
        client.sync();
        CompletableFuture<?> stopped = CompletableFuture.supplyAsync(() -> server.stop(Duration.ofSeconds(20)));
        client.await(Http2Client.GOAWAY);
        int late = client.request("GET", "/late", true);
        release.countDown();

        assertEquals("/slow", client.read(slow).text());
        assertEquals("/late", client.read(late).text());
        client.awaitGoAway();
        stopped.get(20, TimeUnit.SECONDS);
    }

    /// A client that answers the PING behind the first GOAWAY has seen it, and is let go at once; others after a moment.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void idleConnectionsEndAsSoonAsTheirClientHasSeenThat(boolean answers) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5 && best > 300; i++) {
            ContractServer server = serve(Applications.path(), Map.of(Settings.KEEP_ALIVE_DRAIN_TIME,
                    Duration.ofSeconds(20)));
            Http2Client client = connect2(server);
            client.exchange("GET", "/");
            client.answersPings(answers);
            long start = System.nanoTime();
            CompletableFuture<?> stopped = CompletableFuture.supplyAsync(() -> server.stop(Duration.ofSeconds(20)));
            assertEquals(NO_ERROR, client.awaitGoAway());
            client.close();
            assertEquals(StopResult.GRACEFUL, stopped.get(20, TimeUnit.SECONDS));
            best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        assertEquals(answers, best <= 300, best + " ms");
    }

    // ---- processors

    @Test
    void busyStreamsOfOneConnectionUseAllProcessors() throws Exception {
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), 8);
        Set<String> together = ConcurrentHashMap.newKeySet();
        AtomicInteger inside = new AtomicInteger();
        Http2Client client = connect2(serve(exchange -> {
            inside.incrementAndGet();
            // computes until as many others do as there are processors, or for too long
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (inside.get() < processors && together.isEmpty() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (inside.get() >= processors) {
                together.add("yes");
            }
            Applications.text(exchange, "done");
        }));
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            streams.add(client.request("GET", "/", true));
        }
        Set<String> answers = new HashSet<>();
        for (int stream : streams) {
            answers.add(client.read(stream).text());
        }

        assertEquals(Set.of("done"), answers);
        assertFalse(together.isEmpty(), "the streams computed one after the other");
    }
}
