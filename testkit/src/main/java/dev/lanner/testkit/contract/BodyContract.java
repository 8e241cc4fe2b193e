package dev.lanner.testkit.contract;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Request bodies.
abstract class BodyContract extends ContractTests {
    private static final Map<Setting<?>, Object> TEN = Map.of(Settings.MAX_REQUEST_BODY_SIZE, 10L);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4095, 4096, 4097, 8192, 16_383, 65_535, 65_536, 65_537, 1 << 20})
    void bodiesWithALengthAreEchoed(int size) throws IOException {
        byte[] body = bytes(size);
        RawClient client = connect(serve(Applications.echo()));
        for (int i = 0; i < 2; i++) {
            client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: " + size + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> client.trySend(body));

            RawResponse response = client.read();

            assertArrayEquals(body, response.body());
            join(sender);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4096, 65_537, 1 << 20})
    void chunkedBodiesAreEchoed(int size) throws IOException {
        byte[] body = bytes(size);
        byte[] chunks = chunks(body);
        RawClient client = connect(serve(Applications.echo()));
        for (int i = 0; i < 2; i++) {
            client.send("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> client.trySend(chunks));

            RawResponse response = client.read();

            assertArrayEquals(body, response.body());
            join(sender);
        }
    }

    @Test
    void chunksMayComeByteByByte() throws IOException {
        RawClient client = connect(serve(Applications.echo()));
        String request = chunked("/", "3;name=\"a;b\";x\r\nabc\r\n0A\r\n0123456789\r\n00\r\nX-T: 1\r\n\r\n");
        for (byte one : request.getBytes(StandardCharsets.ISO_8859_1)) {
            client.send(new byte[]{one});
        }

        assertEquals("abc0123456789", client.read().text());
    }

    @Test
    void bodiesAreReadWhileTheyCome() throws Exception {
        RawClient client = connect(serve(exchange -> {
            byte[] block = new byte[100];
            int count = exchange.require(Features.REQUEST).body().read(block, 0, 100);
            Applications.part(exchange, "first " + count + " ");
            exchange.require(Features.RESPONSE_BODY).flush();
            Applications.part(exchange,
                    "rest " + Applications.readAll(exchange.require(Features.REQUEST).body()).length);
        }));
        client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 6\r\n\r\nabc");

        StringBuilder head = new StringBuilder();
        while (head.indexOf("first 3") < 0) {
            head.append((char) client.readByte());
        }
        client.send("def");
        while (head.indexOf("rest 3") < 0) {
            head.append((char) client.readByte());
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 200"), head.toString());
    }

    @Test
    void readersThatDoNotWaitAreCalledBack() throws Exception {
        CompletableFuture<String> log = new CompletableFuture<>();
        CountDownLatch registered = new CountDownLatch(1);
        RawClient client = connect(serve(exchange -> {
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
        client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 6\r\n\r\n");
        Applications.await(registered);

        client.send("abc").send("def");

        assertEquals(200, client.read().status());
        assertEquals("0 abcdef", log.get(20, TimeUnit.SECONDS));
    }

    @Test
    void trailersAreKnownAtTheEndAndNeverBecomeHeaderFields() throws IOException {
        RawClient client = connect(serve(exchange -> {
            RequestTrailersFeature trailers = exchange.require(Features.REQUEST_TRAILERS);
            assertFalse(trailers.available());
            assertThrows(IllegalStateException.class, trailers::trailers);
            Applications.readAll(exchange.require(Features.REQUEST).body());
            assertTrue(trailers.available());
            assertNull(exchange.require(Features.REQUEST).headers().first("X-Sum"));
            Applications.text(exchange, "" + trailers.trailers().first("x-sum"));
        }));

        assertEquals("42", client.exchange(chunked("/", "3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n")).text());
        assertEquals("null", client.exchange(chunked("/", "3\r\nabc\r\n0\r\n\r\n")).text());
    }

    @Test
    void theFramingOfABodyIsShownOnceAndAsItWasSent() throws IOException {
        RawClient client = connect(serve(exchange -> {
            Fields fields = exchange.require(Features.REQUEST).headers();
            Applications.readAll(exchange.require(Features.REQUEST).body());
            Applications.text(exchange, fields.all("Transfer-Encoding") + " " + fields.all("Content-Length"));
        }));

        assertEquals("[chunked] []", client.exchange(chunked("/", "3\r\nabc\r\n0\r\n\r\n")).text());
        assertEquals("[] [3]", client.exchange(post("/", "abc")).text());
        assertEquals("[] []", client.exchange(get("/")).text());
    }

    @Test
    void trailersOfTheHopAreNoneOfTheClient() throws IOException {
        assumeTrue(subject().behindAHop(), "there is no hop");
        RawClient client = connect(serve(exchange -> {
            Applications.readAll(exchange.require(Features.REQUEST).body());
            Fields trailers = exchange.require(Features.REQUEST_TRAILERS).trailers();
            Applications.text(exchange, trailers.size() + " " + trailers.first("X-Sum"));
        }));

        String trailers = String.join("\r\n", "Lanner-Hop: a", "X-Sum: 42", "lanner-hop-field: Cookie:b", "", "");
        assertEquals("1 42", client.exchange(chunked("/", "3\r\nabc\r\n0\r\n" + trailers)).text());
    }

    @Test
    void requestsWithoutTrailersHaveNone() throws IOException {
        RawClient client = connect(serve(exchange -> {
            RequestTrailersFeature trailers = exchange.get(Features.REQUEST_TRAILERS);
            Applications.readAll(exchange.require(Features.REQUEST).body());
            Fields none = trailers == null ? Fields.EMPTY : trailers.trailers();
            Applications.text(exchange, "" + none.size());
        }));

        client.exchange(chunked("/", "0\r\nX-A: 1\r\n\r\n"));
        assertEquals("0", client.exchange(post("/", "abc")).text());
        assertEquals("0", client.exchange(get("/")).text());
    }

    @Test
    void bodiesAreDetected() throws IOException {
        RawClient client = connect(serve(exchange -> Applications.text(exchange,
                "" + exchange.require(Features.BODY_DETECTION).canHaveBody())));

        assertEquals("false", client.exchange(get("/")).text());
        assertEquals("false", client.exchange(post("/", "")).text());
        assertEquals("true", client.exchange(post("/", "a")).text());
        assertEquals("true", client.exchange(chunked("/", "0\r\n\r\n")).text());
    }

    @Test
    void continueIsSentWhenTheApplicationReads() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        RawClient client = connect(serve(exchange -> {
            Applications.await(release);
            Applications.text(exchange, new String(Applications.readAll(exchange.require(Features.REQUEST).body()),
                    StandardCharsets.ISO_8859_1));
        }));
        client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\nExpect: 100-Continue\r\n\r\n");
        assertTrue(client.silentFor(Duration.ofMillis(50)), "100 before the application reads");
        release.countDown();

        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", new String(client.readBytes(25), StandardCharsets.ISO_8859_1));
        RawResponse response = client.send("abc").read();
        assertEquals("abc", response.text());
        assertEquals(List.of(), response.interim());
    }

    /// With a length for the answer and without; by a client that waits for a 100 and one that does not.
    @ParameterizedTest
    @CsvSource({"'',''", "'Content-Length: 9',''", "'','Expect: 100-continue'"})
    void anAnswerMayBeginBeforeTheBodyComes(String length, String expect) throws IOException {
        RawClient client = connect(serve(exchange -> {
            ResponseBodyFeature out = exchange.require(Features.RESPONSE_BODY);
            if (!length.isEmpty()) {
                exchange.require(Features.RESPONSE).headers().set("Content-Length", "9");
            }
            out.write("begun;".getBytes(StandardCharsets.US_ASCII), 0, 6);
            out.flush();
            byte[] body = Applications.readAll(exchange.require(Features.REQUEST).body());
            out.write(body, 0, body.length);
        }));
        client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n" + (expect.isEmpty() ? "" : expect + "\r\n")
                + "\r\n");
        String begun = "";
        while (!begun.contains("begun;")) {
            begun += client.readSome();
        }
        assertEquals(expect.isEmpty() ? "HTTP/1.1 200" : "HTTP/1.1 100", begun.substring(0, 12));

        client.send("abc");
        while (!begun.contains("abc")) {
            begun += client.readSome();
        }
    }

    @Test
    void noContinueForAnApplicationThatAnswersWithoutReading() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).status(403);
            Applications.text(exchange, "no");
        }));

        RawResponse response = client.exchange(
                "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");

        assertEquals(403, response.status());
        assertEquals(List.of(), response.interim());
    }

    @Test
    void noContinueForHttp10() throws IOException {
        RawResponse response = connect(serve(Applications.length())).exchange(
                "POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");

        assertEquals("3", response.text());
        assertEquals(List.of(), response.interim());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodiesOfTheLimitAreTakenAndLargerOnesRefused(boolean withLength) throws IOException {
        ContractServer server = serve(Applications.length(), TEN);
        RawClient client = connect(server);
        String ten = withLength ? post("/", "0123456789") : chunked("/", "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n");
        String eleven = withLength ? post("/", "01234567890") : chunked("/", "5\r\n01234\r\n6\r\n567890\r\n0\r\n\r\n");

        assertEquals("10", client.exchange(ten).text());
        RawResponse refused = client.exchange(eleven);

        assertEquals(413, refused.status());
        assertTrue(refused.closes());
        client.expectClosed();
        Eventually.until("the refusal is logged", () -> server.log().stream()
                .anyMatch(entry -> entry.status() == 413 && "request-body-too-large".equals(entry.reason())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusalsAreReadableForAClientThatSendsAllFirst(boolean withLength) throws IOException {
        ContractServer server = serve(Applications.length(), TEN);
        byte[] body = withLength ? bytes(8 << 20) : chunks(bytes(8 << 20));
        for (int i = 0; i < 10; i++) {
            RawClient client = connect(server);
            client.send("POST / HTTP/1.1\r\n" + HOST
                    + (withLength ? "Content-Length: " + body.length : "Transfer-Encoding: chunked") + "\r\n\r\n");
            client.trySend(body);

            assertEquals(413, client.read().status());
        }
    }

    @Test
    void bodiesThatNobodyReadsDoNoHarm() throws IOException {
        RawClient client = connect(serve(Applications.path(), TEN));

        assertEquals("/a", client.exchange(post("/a", "01234567890")).text());
    }

    @Test
    void theLimitIsSetForEachRequest() throws IOException {
        RawClient client = connect(serve(exchange -> {
            MaxRequestBodySizeFeature limit = exchange.require(Features.MAX_REQUEST_BODY_SIZE);
            assertEquals(10, limit.limit());
            assertFalse(limit.readOnly());
            limit.limit(12);
            int length = Applications.readAll(exchange.require(Features.REQUEST).body()).length;
            assertTrue(limit.readOnly());
            assertThrows(IllegalStateException.class, () -> limit.limit(20));
            Applications.text(exchange, "" + length);
        }, TEN));

        assertEquals("12", client.exchange(post("/", "012345678901")).text());
        assertEquals(413, client.exchange(post("/", "0123456789012")).status());
    }

    @Test
    void theLimitStaysBelowTheCeiling() throws IOException {
        RawClient client = connect(serve(exchange -> {
            MaxRequestBodySizeFeature limit = exchange.require(Features.MAX_REQUEST_BODY_SIZE);
            limit.owner(5, 7);
            limit.limit(7);
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> limit.limit(8));
            assertTrue(("" + e.getMessage()).contains("ceiling"), e.getMessage());
            Applications.text(exchange, "" + limit.limit());
        }));

        assertEquals("7", client.exchange(get("/")).text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unreadBodiesAreDrainedAndNeverParsed(boolean withLength) throws IOException {
        String evil = get("/evil").repeat(20_000);
        ContractServer server = serve(Applications.path());
        RawClient client = connect(server);
        byte[] request = (withLength
                ? post("/a", evil)
                : chunked("/a", Integer.toHexString(evil.length()) + "\r\n" + evil + "\r\n0\r\n\r\n"))
                .getBytes(StandardCharsets.ISO_8859_1);
        Thread sender = Thread.ofVirtual().start(() -> {
            client.trySend(request);
            client.trySend(get("/b").getBytes(StandardCharsets.ISO_8859_1));
        });

        assertEquals("/a", client.read().text());
        assertEquals("/b", client.read().text());
        join(sender);
        assertEquals(List.of("/a", "/b"), server.dispatched());
    }

    @Test
    void partlyReadBodiesAreDrained() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.REQUEST).body().read(new byte[10], 0, 10);
            Applications.text(exchange, exchange.require(Features.REQUEST).target().path());
        }));
        client.send(post("/a", "x".repeat(5000)) + chunked("/b", "5\r\nabcde\r\n8\r\nabcdefgh\r\n0\r\nA: 1\r\n\r\n")
                + post("/c", "x"));

        assertEquals("/a", client.read().text());
        assertEquals("/b", client.read().text());
        assertEquals("/c", client.read().text());
    }

    @Test
    void bodiesTooLargeToDrainEndTheConnectionAfterTheAnswer() throws IOException {
        ContractServer server = serve(Applications.path(), Map.of(Settings.MAX_DRAIN_SIZE, 1000L));
        RawClient client = connect(server);
        client.send("POST /a HTTP/1.1\r\n" + HOST + "Content-Length: 9000000\r\n\r\n");
        client.trySend(bytes(1 << 20));

        assertEquals("/a", client.read().text());
        client.readToEnd();
        assertEquals(List.of("/a"), server.dispatched());
    }

    @Test
    void bodiesWithoutEndAreReportedToTheReader() throws Exception {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        ContractServer server = serve(exchange -> {
            try {
                Applications.readAll(exchange.require(Features.REQUEST).body());
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        });
        connect(server).send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\nabc").halfClose();

        failure.get(20, TimeUnit.SECONDS);
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] chunks(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Random random = new Random(body.length);
        int at = 0;
        while (at < body.length) {
            int size = Math.min(body.length - at, 1 + random.nextInt(30_000));
            String line = Integer.toHexString(size).toUpperCase(Locale.ROOT) + (random.nextBoolean() ? ";a=b" : "");
            out.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(body, at, size);
            out.writeBytes(new byte[]{'\r', '\n'});
            at += size;
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    private static void join(Thread thread) {
        try {
            assertTrue(thread.join(Duration.ofSeconds(20)), "the sender is stuck");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
