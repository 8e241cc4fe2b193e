package dev.lanner.testkit.contract;

import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// What an application sees of HTTP/2: messages, bodies, exchanges and their ends.
abstract class Http2Contract extends Http2ContractTests {
    private static final int CANCEL = 8;

    @Test
    void requestsHaveTheirParts() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            var request = exchange.require(Features.REQUEST);
            Applications.text(exchange, request.method() + " " + request.protocol() + " " + request.target().scheme()
                    + " " + request.target().authority() + " " + request.target().path() + " "
                    + request.target().query() + " " + request.headers().first("Host") + " "
                    + request.headers().first("X-A") + " " + exchange.require(Features.STREAM_ID).id());
        }));

        assertEquals("OWN HTTP/2.0 " + subject().scheme() + " localhost /a b x=1 localhost c 1",
                client.exchange("OWN", "/a%20b?x=1", "x-a", "c").text());
        assertEquals(3, Integer.parseInt(client.exchange("GET", "/").text().replaceAll(".* ", "")));
    }

    @Test
    void streamsAreServedAtTheSameTime() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/slow")) {
                Applications.await(release);
            }
            Applications.path().handle(exchange);
        }));
        int slow = client.request("GET", "/slow", true);
        for (int i = 0; i < 50; i++) {
            assertEquals("/" + i, client.exchange("GET", "/" + i).text());
        }
        assertFalse(client.response(slow).started());
        release.countDown();

        assertEquals("/slow", client.read(slow).text());
    }

    @Test
    void aHundredStreamsInOnePacketAreAnswered() throws IOException {
        Http2Client client = connect2(serve(Applications.path()));
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            streams.add(client.request("GET", "/" + i, true));
        }

        for (int i = 0; i < 100; i++) {
            assertEquals("/" + i, client.read(streams.get(i)).text());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 16_383, 16_384, 16_385, 65_535, 65_536, 1 << 20, 3 << 20})
    void bodiesAreEchoed(int size) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        Http2Client client = connect2(serve(Applications.echo()));
        client.sync();
        for (int i = 0; i < 2; i++) {
            int stream = client.request("POST", "/", false);
            Thread sender = Thread.ofVirtual().start(() -> sendWithin(client, stream, body));
            Http2Response response = client.read(stream);
            sender.join();

            assertArrayEquals(body, response.body());
        }
    }

    /// Half of the stream's window at a time is enough not to think of windows: the echo has consumed it by then.
    private static void sendWithin(Http2Client client, int stream, byte[] body) {
        try {
            int part = 256 * 1024;
            for (int at = 0; at < body.length || at == 0; at += part) {
                int length = Math.min(part, body.length - at);
                byte[] piece = new byte[length];
                System.arraycopy(body, at, piece, 0, length);
                int until = at;
                Eventually.until("the echo keeps up",
                        () -> client.response(stream).body().length >= until - 256 * 1024);
                client.data(stream, piece, at + length >= body.length);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bodiesAreReadWhileTheyCome() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            byte[] block = new byte[100];
            int count = exchange.require(Features.REQUEST).body().read(block, 0, 100);
            Applications.part(exchange, "first " + count + " ");
            exchange.require(Features.RESPONSE_BODY).flush();
            Applications.part(exchange,
                    "rest " + Applications.readAll(exchange.require(Features.REQUEST).body()).length);
        }));
        int stream = client.request("POST", "/", false);
        client.data(stream, "abc", false);
        client.until(() -> client.response(stream).text().equals("first 3 "));
        client.data(stream, "def", true);

        assertEquals("first 3 rest 3", client.read(stream).text());
    }

    @Test
    void readersThatDoNotWaitAreCalledBack() throws Exception {
        CompletableFuture<String> log = new CompletableFuture<>();
        CountDownLatch registered = new CountDownLatch(1);
        Http2Client client = connect2(serve(exchange -> {
            BodySource body = exchange.require(Features.REQUEST).body();
            byte[] block = new byte[100];
            StringBuilder seen = new StringBuilder().append(body.readNow(block, 0, 100)).append(' ');
            int count = 0;
            while (count >= 0) {
                CompletableFuture<Void> readable = new CompletableFuture<>();
                body.onReadable(() -> readable.complete(null));
                registered.countDown();
                readable.get(20, TimeUnit.SECONDS);
                for (count = body.readNow(block, 0, 100); count > 0; count = body.readNow(block, 0, 100)) {
                    seen.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
                }
            }
            log.complete(seen.toString());
        }));
        int stream = client.request("POST", "/", false);
        Applications.await(registered);
        client.data(stream, "abc", false).data(stream, "def", true);

        assertEquals(200, client.read(stream).status());
        assertEquals("0 abcdef", log.get(20, TimeUnit.SECONDS));
    }

    @Test
    void trailersGoBothWays() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            RequestTrailersFeature trailers = exchange.require(Features.REQUEST_TRAILERS);
            assertFalse(trailers.available());
            assertThrows(IllegalStateException.class, trailers::trailers);
            exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> Map.of("X-Back", "7"));
            Applications.readAll(exchange.require(Features.REQUEST).body());
            assertTrue(trailers.available());
            Applications.part(exchange, "" + trailers.trailers().first("X-Sum"));
        }));
        int stream = client.request("POST", "/", false);
        client.data(stream, "abc", false);
        client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, stream,
                Http2Client.block("x-sum", "42"));
        Http2Response response = client.read(stream);

        assertEquals("42", response.text());
        assertEquals(Map.of("x-back", "7"), response.trailers());
    }

    @Test
    void forbiddenTrailersAreRefused() throws IOException {
        Http2Client client = connect2(serve(Applications.length()));
        int stream = client.request("POST", "/", false);
        client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, stream,
                Http2Client.block("content-type", "a/b"));

        assertEquals(400, client.read(stream).status());
        assertEquals("0", client.post("/", "").text());
    }

    @Test
    void bodiesAreDetected() throws IOException {
        Http2Client client = connect2(serve(exchange -> Applications.text(exchange,
                "" + exchange.require(Features.BODY_DETECTION).canHaveBody())));

        assertEquals("false", client.exchange("GET", "/").text());
        assertEquals("true", client.post("/", "a").text());
    }

    @Test
    void continueIsSentWhenTheApplicationReads() throws IOException {
        Http2Client client = connect2(serve(Applications.length()));
        int stream = client.request("POST", "/", false, "expect", "100-continue");
        client.until(() -> client.response(stream).interim().size() == 1);
        client.data(stream, "abc", true);

        assertEquals("3", client.read(stream).text());
        assertEquals("100", client.response(stream).interim().getFirst().get(":status"));
    }

    @Test
    void interimResponsesComeBefore() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            FieldList hints = new FieldList();
            hints.add("Link", "</a.css>; rel=preload");
            exchange.require(Features.INFORMATIONAL_RESPONSE).send(103, hints);
            Applications.text(exchange, "x");
        }));
        Http2Response response = client.exchange("GET", "/");

        assertEquals(List.of(Map.of(":status", "103", "link", "</a.css>; rel=preload")), response.interim());
        assertEquals("x", response.text());
    }

    @Test
    void bodiesOfTheLimitAreTakenAndLargerOnesRefused() throws IOException {
        ContractServer server = serve(Applications.length(), Map.of(Settings.MAX_REQUEST_BODY_SIZE, 10L));
        Http2Client client = connect2(server);

        assertEquals("10", client.post("/", "0123456789").text());
        assertEquals(413, client.post("/", "01234567890").status());
        int announced = client.request("POST", "/", false, "content-length", "9000000");
        client.until(() -> client.response(announced).reset() == 0);
        assertEquals(413, client.response(announced).status());
        assertEquals("0", client.post("/", "").text());
        Eventually.until("the refusal is logged", () -> server.log().stream()
                .anyMatch(entry -> entry.status() == 413 && "request-body-too-large".equals(entry.reason())));
    }

    @Test
    void theReasonThatAnApplicationGivesIsLogged() throws IOException {
        ContractServer server = serve(exchange -> {
            exchange.set(Features.BAD_REQUEST, () -> "not-now");
            exchange.require(Features.RESPONSE).status(503);
        });

        assertEquals(503, connect2(server).exchange("GET", "/").status());
        Eventually.until("the reason is logged", () -> server.log().stream()
                .anyMatch(entry -> entry.status() == 503 && "not-now".equals(entry.reason())));
    }

    @Test
    void theLimitIsSetForEachRequest() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            MaxRequestBodySizeFeature limit = exchange.require(Features.MAX_REQUEST_BODY_SIZE);
            limit.limit(12);
            int length = Applications.readAll(exchange.require(Features.REQUEST).body()).length;
            assertTrue(limit.readOnly());
            assertThrows(IllegalStateException.class, () -> limit.limit(20));
            Applications.text(exchange, "" + length);
        }, Map.of(Settings.MAX_REQUEST_BODY_SIZE, 10L)));

        assertEquals("12", client.post("/", "012345678901").text());
        assertEquals(413, client.post("/", "0123456789012").status());
    }

    @Test
    void unreadBodiesDoNotBlockTheConnection() throws IOException {
        Http2Client client = connect2(serve(Applications.path()));
        client.sync();
        for (int i = 0; i < 20; i++) {
            int stream = client.request("POST", "/" + i, false);
            client.data(stream, new byte[500_000], false);
            client.until(() -> client.response(stream).reset() == 0);
            assertEquals("/" + i, client.response(stream).text());
        }
    }

    @ParameterizedTest
    @CsvSource({"3, ab", "3, abcd", "0, a"})
    void lengthsThatAreWrongResetTheStream(String announced, String body) throws IOException {
        Http2Client client = connect2(serve(Applications.length()));
        int stream = client.request("POST", "/", false, "content-length", announced);
        client.data(stream, body, true);

        client.until(() -> client.response(stream).reset() == 1);
        assertEquals("3", client.post("/", "abc").text());
    }

    @Test
    void responsesWithoutBodyEndAtOnce() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            String path = exchange.require(Features.REQUEST).target().path();
            exchange.require(Features.RESPONSE).status(Integer.parseInt(path.substring(1)));
            if (path.equals("/200")) {
                Applications.text(exchange, "abc");
            }
        }));

        assertEquals("0", client.exchange("GET", "/404").header("content-length"));
        assertNull(client.exchange("GET", "/204").header("content-length"));
        assertEquals("", client.exchange("GET", "/304").text());
        Http2Response head = client.exchange("HEAD", "/200");
        assertEquals("3", head.header("content-length"));
        assertEquals("", head.text());
        assertNotNull(head.header("date"));
    }

    @Test
    void largeHeadsComeInSeveralFrames() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            for (int i = 0; i < 10; i++) {
                exchange.require(Features.RESPONSE).headers().add("X-" + i, "\u00e4".repeat(8000));
            }
            Applications.text(exchange, "x");
        }));
        Http2Response response = client.exchange("GET", "/");

        assertEquals("\u00e4".repeat(8000), response.header("x-9"));
        assertEquals("x", response.text());
    }

    @Test
    void failuresAreAnsweredOrReset() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            String path = exchange.require(Features.REQUEST).target().path();
            if (!path.equals("/500")) {
                exchange.require(Features.RESPONSE).headers().set("Content-Length", "100");
                Applications.part(exchange, "abc");
            }
            if (!path.equals("/short")) {
                throw new IllegalStateException("meant to fail");
            }
        }));

        assertEquals(500, client.exchange("GET", "/500").status());
        assertEquals(2, client.exchange("GET", "/late").reset());
        assertEquals(2, client.exchange("GET", "/short").reset());
        assertEquals(500, client.exchange("GET", "/500").status());
    }

    @Test
    void writesWaitForTheWindow() throws Exception {
        assumeFalse(subject().behindAHop(), "behind a hop this differs");
        CountDownLatch written = new CountDownLatch(1);
        Http2Client client = connect2(serve(exchange -> {
            byte[] block = new byte[200_000];
            exchange.require(Features.RESPONSE_BODY).write(block, 0, block.length);
            written.countDown();
        })).holdWindows();
        int stream = client.request("GET", "/", true);
        client.until(() -> client.response(stream).body().length == 65_535);
        client.sync();
        assertEquals(1, written.getCount());
        client.number(Http2Client.WINDOW_UPDATE, 0, 1_000_000).number(Http2Client.WINDOW_UPDATE, stream, 100_000);
        client.until(() -> client.response(stream).body().length == 165_535);
        client.settings(4, 1_000_000);

        assertEquals(200_000, client.read(stream).body().length);
        Applications.await(written);
    }

    @Test
    void writersThatDoNotWaitAreCalledBack() throws Exception {
        Http2Client client = connect2(serve(exchange -> {
            ResponseBodyFeature body = exchange.require(Features.RESPONSE_BODY);
            byte[] block = new byte[50_000];
            for (int i = 0; i < 10; i++) {
                if (!body.writable()) {
                    CompletableFuture<Void> room = new CompletableFuture<>();
                    body.onWritable(() -> room.complete(null));
                    room.get(20, TimeUnit.SECONDS);
                }
                body.write(block, 0, block.length);
            }
        }));

        assertEquals(500_000, client.exchange("GET", "/").body().length);
    }

    @Test
    void filesAreSent() throws IOException {
        Path file = Files.createTempFile("http2", ".bin");
        byte[] bytes = new byte[300_000];
        new Random(3).nextBytes(bytes);
        Files.write(file, bytes);
        Http2Client client = connect2(serve(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Content-Length", "299990");
            try (FileChannel channel = FileChannel.open(file)) {
                exchange.require(Features.SEND_FILE).send(channel, 10, 299_990);
            }
        }));
        byte[] received = client.exchange("GET", "/").body();
        Files.delete(file);

        assertArrayEquals(java.util.Arrays.copyOfRange(bytes, 10, 300_000), received);
    }

    @Test
    void suspendedExchangesAreFinishedFromAnywhere() throws Exception {
        CompletableFuture<FeatureCollection> suspended = new CompletableFuture<>();
        Http2Client client = connect2(serve(exchange -> {
            exchange.require(Features.EXECUTION).suspend();
            suspended.complete(exchange);
        }));
        int stream = client.request("GET", "/", true);
        FeatureCollection exchange = suspended.get(20, TimeUnit.SECONDS);
        ExecutionFeature execution = exchange.require(Features.EXECUTION);
        execution.deadline(Duration.ofMillis(10), () -> execution.execute(() -> {
            try {
                Applications.text(exchange, "late");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            execution.finish();
        }));

        assertEquals("late", client.read(stream).text());
    }

    @Test
    void aResetByTheClientIsToldAndTheConnectionGoesOn() throws Exception {
        assumeFalse(subject().behindAHop(), "behind a hop this differs");
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Http2Client client = connect2(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/other")) {
                Applications.text(exchange, "other");
                return;
            }
            LifetimeFeature lifetime = exchange.require(Features.LIFETIME);
            begun.countDown();
            lifetime.aborted().toCompletableFuture().get(20, TimeUnit.SECONDS);
            lifetime.gone().toCompletableFuture().get(20, TimeUnit.SECONDS);
            told.complete(true);
            assertThrows(IOException.class,
                    () -> exchange.require(Features.RESPONSE_BODY).write(new byte[1], 0, 1));
        }));
        int stream = client.request("GET", "/", true);
        Applications.await(begun);
        client.number(Http2Client.RST_STREAM, stream, CANCEL);

        assertTrue(told.get(20, TimeUnit.SECONDS));
        assertEquals("other", client.exchange("GET", "/other").text());
    }

    @Test
    void clientsThatCloseTheirSideStillGetTheirAnswers() throws Exception {
        assumeTrue(subject().answersAfterTheEnd(), "this TLS can't answer a client that has ended its side");
        CountDownLatch begun = new CountDownLatch(2);
        Http2Client client = connect2(serve(exchange -> {
            LifetimeFeature lifetime = exchange.require(Features.LIFETIME);
            begun.countDown();
            lifetime.aborted().toCompletableFuture().get(20, TimeUnit.SECONDS);
            Applications.text(exchange, "x".repeat(10_000));
        }));
        int one = client.request("GET", "/", true);
        int other = client.request("GET", "/", true);
        Applications.await(begun);
        client.sync().holdWindows().raw().halfClose();

        assertEquals(10_000, client.read(one).text().length());
        assertEquals(10_000, client.read(other).text().length());
    }

    @Test
    void resetsAndAbortsHaveTheirCodes() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            switch (exchange.require(Features.REQUEST).target().path()) {
                case "/abort" -> exchange.require(Features.LIFETIME).abort();
                case "/reset" -> exchange.require(Features.RESET).reset(0xFFFF_FFFFL);
                default -> {
                    assertThrows(IllegalArgumentException.class, () -> exchange.require(Features.RESET).reset(-1));
                    Applications.text(exchange, "x");
                }
            }
        }));

        assertEquals(CANCEL, client.exchange("GET", "/abort").reset());
        assertEquals(0xFFFF_FFFFL, client.exchange("GET", "/reset").reset());
        assertEquals("x", client.exchange("GET", "/").text());
    }

    @Test
    void lateUseIsRefused() throws Exception {
        CompletableFuture<FeatureCollection> kept = new CompletableFuture<>();
        Http2Client client = connect2(serve(exchange -> {
            exchange.require(Features.EXECUTION);
            kept.complete(exchange);
            Applications.text(exchange, "x");
        }));
        client.exchange("GET", "/");
        FeatureCollection late = kept.get();
        Eventually.until("the exchange has ended", () -> ended(late));

        assertThrows(IllegalStateException.class, () -> late.require(Features.RESPONSE).status(500));
        assertThrows(IllegalStateException.class, () -> late.require(Features.EXECUTION).suspend());
        assertThrows(Exception.class, () -> late.require(Features.RESPONSE_BODY).write(new byte[1], 0, 1));
        assertEquals("x", client.exchange("GET", "/").text());
    }

    private static boolean ended(FeatureCollection exchange) {
        try {
            exchange.require(Features.REQUEST).method();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
