package dev.lanner.container;

import dev.lanner.container.compression.Deflaters;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.delivery.DeliveryPlan;
import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.HttpsCompressionFeature;
import dev.lanner.spi.features.HttpsCompressionFeature.Mode;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.testkit.SlowSink;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// gzip by negotiation, below the Servlet API (RFC 9110, 8.4, 12.5.3).
class CompressionTest {
    private static final String PAGE = "<p>Nothing is as long as a page that says the same again.</p>\n".repeat(60);

    private final Map<Setting<?>, Object> settings = new HashMap<>(
            Map.of(Settings.COMPRESSION, Settings.Switch.ON));
    private final Contexts contexts = Contexts.at("");
    private final AtomicReference<DeliveryPlan> plan = new AtomicReference<>();

    @TempDir Path directory;

    @AfterEach
    void close() {
        contexts.close();
    }

    private void serve(Contexts.Code code) {
        contexts.servlet("s", (q, r) -> {
            plan.set(WebContext.of(q.getServletContext()).delivery());
            code.service(q, r);
        }, "/s", "/s/*");
        contexts.definition.settings(values(settings));
    }

    private static SettingValues values(Map<Setting<?>, Object> settings) {
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        settings.forEach((setting, value) -> own.put(setting, new SettingValues.Value(value, "test")));
        return new SettingValues(SettingValues.DEFAULTS, own);
    }

    private void servePage() {
        serve((q, r) -> page(r));
    }

    private static void page(HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=utf-8");
        response.getWriter().write(PAGE);
    }

    private TestRequest gzip(String target) {
        return contexts.request(target).header("Accept-Encoding", "gzip");
    }

    private static String unzipped(TestResponse response) {
        assertEquals("gzip", response.header("Content-Encoding"));
        return unzip(response.body());
    }

    private static String unzip(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// What can be read of a stream that has not ended.
    private static String unzipSoFar(byte[] body) {
        StringBuilder text = new StringBuilder();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), 1)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (EOFException e) {
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    private int deflatersInUse() {
        Deflaters deflaters = plan.get().compression().deflaters();
        return deflaters.inUse();
    }

    // ---- negotiation

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "gzip|true", "GZIP|true", "x-gzip|true", "deflate, gzip;q=1.0, *;q=0.5|true", "*|true", "gzip;q=0.001|true",
        "br, gzip|true", "identity, gzip|true", "identity;q=0.5, gzip;q=0.5|true", "identity;q=0, gzip|true",
        "identity;q=0, *|true", "*;q=0.2|true", "gzip;q=0, x-gzip|false", "-|false", "''|false", "identity|false",
        "deflate|false", "br|false",
        "gzip;q=0|false", "gzip;q=0.000|false", "*;q=0|false", "gzip;q=0, *|false", "identity;q=0|false",
        "identity, gzip;q=0.5|false", "gzip;q=0.5, identity;q=0.9|false", "gzip;q=2|false", "gzip;q=x|false",
        "gzipped|false"})
    void theClientSaysWhetherItTakesGzip(String accept, boolean compressed) {
        servePage();
        TestRequest request = contexts.request("/s");
        TestResponse response = accept == null ? request.send() : request.header("Accept-Encoding", accept).send();

        assertEquals("Accept-Encoding", response.header("Vary"), "the answer depends on the field either way");
        if (compressed) {
            assertEquals(PAGE, unzipped(response));
            assertNull(response.header("Content-Length"));
            assertTrue(response.body().length < PAGE.length() / 5, response.body().length + " bytes");
        } else {
            assertEquals(PAGE, response.text());
            assertNull(response.header("Content-Encoding"));
        }
    }

    @Test
    void withoutTheSettingNothingOfItIsThere() {
        settings.clear();
        serve((q, r) -> {
            assertNull(RequestFeatures.of(q).get(Features.HTTPS_COMPRESSION));
            page(r);
        });
        TestResponse response = gzip("/s").send();
        assertEquals(PAGE, response.text());
        assertNull(response.header("Vary"));
        assertNull(plan.get());
    }

    /// A field of the response, the status, and whether the answer is compressed.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "200|Content-Type|text/html|true", "200|Content-Type|TEXT/HTML; charset=x|true",
        "200|Content-Type|application/problem+json|true", "200|Content-Type|application/atom+xml|true",
        "200|Content-Type|image/svg+xml|true", "200|Content-Type|text/event-stream|false",
        "200|Content-Type|image/png|false", "200|Content-Type|application/zip|false",
        "200|Content-Type|video/mp4|false", "200|Content-Type|nonsense|false",
        "200|Content-Encoding|br|false", "200|Content-Encoding|gzip|false", "200|Content-Encoding|identity|true",
        "200|Cache-Control|public, no-transform|false", "200|Cache-Control|max-age=5|true",
        "200|Content-MD5|Q2hlY2sgSW50ZWdyaXR5IQ==|false", "200|Digest|sha-256=abc|false",
        "200|Content-Digest|sha-256=:abc=:|false", "200|Repr-Digest|sha-256=:abc=:|false",
        "206|Content-Range|bytes 0-99/1000|false", "206|X-Any|1|false", "205|X-Any|1|false",
        "201|X-Any|1|true", "404|X-Any|1|true", "500|X-Any|1|true", "302|Location|/x|true"})
    void notEachResponseIsCompressed(int status, String field, String value, boolean compressed) {
        serve((q, r) -> {
            r.setStatus(status);
            r.setContentType("text/plain");
            r.setHeader(field, value);
            r.getOutputStream().write(PAGE.getBytes(StandardCharsets.UTF_8));
        });
        TestResponse response = gzip("/s").send();
        assertEquals(status, response.status());
        if (compressed) {
            assertEquals(PAGE, unzipped(response));
        } else {
            assertEquals(PAGE, response.text());
            assertEquals(field.equals("Content-Encoding") ? value : null, response.header("Content-Encoding"));
            assertNull(response.header("Vary"));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1023,false", "1024,true", "200000,true"})
    void smallResponsesStayAsTheyAre(int size, boolean compressed) {
        serve((q, r) -> {
            r.setContentType("text/plain");
            r.getOutputStream().write(new byte[size]);
        });
        TestResponse response = gzip("/s").send();
        assertEquals(compressed ? "gzip" : null, response.header("Content-Encoding"));
        assertEquals(compressed ? null : Integer.toString(size), response.header("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void responsesWithoutABodyStayWithout(int status) {
        serve((q, r) -> {
            r.setContentType("text/plain");
            r.setStatus(status);
            r.getOutputStream().write(new byte[5000]);
            r.flushBuffer();
        });
        TestResponse response = gzip("/s").send();
        assertEquals(0, response.body().length);
        assertNull(response.header("Content-Encoding"));
        assertEquals(0, deflatersInUse());
    }

    @Test
    void headHasTheFieldsOfGetAndUsesNoCompressor() {
        servePage();
        TestResponse get = gzip("/s").send();
        TestResponse head = contexts.request("HEAD", "/s").header("Accept-Encoding", "gzip").send();
        assertEquals(get.headers().toString(), head.headers().toString());
        assertEquals(0, head.body().length);
        assertEquals(0, deflatersInUse());
    }

    @Test
    void announcedLengthsAreThoseOfTheApplication() {
        serve((q, r) -> {
            r.setContentType("text/plain");
            r.setContentLength(5000);
            r.getOutputStream().write(new byte[q.getQueryString() == null ? 5000 : 100]);
        });
        TestResponse whole = gzip("/s").send();
        assertEquals(5000, unzipped(whole).length());
        assertTrue(whole.complete());
        TestResponse cut = gzip("/s?short").send();
        assertTrue(cut.aborted(), "100 bytes of 5000 announced");
        assertEquals(0, deflatersInUse());
    }

    @Test
    void varyIsKept() {
        serve((q, r) -> {
            r.addHeader("Vary", "Origin");
            r.addHeader("Vary", "Accept-Language");
            page(r);
        });
        assertEquals("Origin, Accept-Language, Accept-Encoding", gzip("/s").send().header("Vary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "accept-encoding", "Origin, Accept-Encoding"})
    void varyIsNotSaidTwice(String vary) {
        serve((q, r) -> {
            r.setHeader("Vary", vary);
            page(r);
        });
        assertEquals(List.of(vary), gzip("/s").send().headers().all("Vary"));
    }

    @Test
    void fieldsThatAreSetAtTheLastMomentCount() {
        serve((q, r) -> {
            ResponseFeature feature = RequestFeatures.of(q).require(Features.RESPONSE);
            feature.on(ResponseEvent.STARTING, () -> feature.headers().set("Content-Encoding", "br"));
            page(r);
        });
        TestResponse response = gzip("/s").send();
        assertEquals("br", response.header("Content-Encoding"));
        assertEquals(PAGE, response.text());
    }

    @Test
    void acceptRangesIsNotSaidOfCompressedBytes() {
        serve((q, r) -> {
            r.setHeader("Accept-Ranges", "bytes");
            page(r);
        });
        assertNull(gzip("/s").send().header("Accept-Ranges"));
        assertEquals("bytes", contexts.request("/s").send().header("Accept-Ranges"));
    }

    // ---- validators

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"abc\"|\"abc--gzip\"", "W/\"abc\"|W/\"abc\"", "\"\"|\"--gzip\""})
    void compressedBytesHaveATagOfTheirOwn(String own, String shown) {
        serve((q, r) -> {
            r.setHeader("ETag", own);
            page(r);
        });
        assertEquals(shown, gzip("/s").send().header("ETag"));
        assertEquals(own, contexts.request("/s").send().header("ETag"));
    }

    /// The condition, whether gzip is accepted, what the application sees, and the tag of its 304.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "If-None-Match|\"abc--gzip\"|true|\"abc\"|\"abc--gzip\"",
        "If-None-Match|\"x\", \"abc--gzip\"|true|\"x\", \"abc\"|\"abc--gzip\"",
        "If-None-Match|W/\"abc--gzip\"|true|W/\"abc\"|\"abc--gzip\"",
        "If-None-Match|\"abc\"|true|\"abc\"|\"abc\"",
        "If-None-Match|\"abc--gzip\"|false|\"abc--gzip\"|\"abc\"",
        "If-Match|\"abc--gzip\"|true|\"abc\"|\"abc\"",
        "If-Match|\"abc--gzip\"|false|\"abc\"|\"abc\"",
        "If-Range|\"abc--gzip\"|true|\"abc--gzip\"|\"abc\""})
    void conditionsAreAboutTheApplicationsTags(String name, String sent, boolean accepts, String seen,
            String answered) {
        AtomicReference<String> condition = new AtomicReference<>();
        serve((q, r) -> {
            condition.set(q.getHeader(name));
            r.setHeader("ETag", "\"abc\"");
            r.setStatus(304);
        });
        TestRequest request = accepts ? gzip("/s") : contexts.request("/s");
        TestResponse response = request.header(name, sent).send();
        assertEquals(seen, condition.get());
        assertEquals(answered, response.header("ETag"));
        assertEquals("Accept-Encoding", response.header("Vary"));
    }

    // ---- TLS (F28)

    @ParameterizedTest
    @CsvSource({"http,NEVER,DO_NOT_COMPRESS,true", "http,NEVER,DEFAULT,true", "https,FILES,DEFAULT,false",
        "https,FILES,COMPRESS,true", "https,NEVER,COMPRESS,true", "https,NEVER,DEFAULT,false",
        "https,ALWAYS,DEFAULT,true", "https,ALWAYS,DO_NOT_COMPRESS,false", "https,ALWAYS,COMPRESS,true"})
    void overTlsOnlyWhatMay(String scheme, Settings.CompressionOverTls setting, Mode mode, boolean compressed) {
        settings.put(Settings.COMPRESSION_OVER_TLS, setting);
        serve((q, r) -> {
            HttpsCompressionFeature feature = RequestFeatures.of(q).require(Features.HTTPS_COMPRESSION);
            assertEquals(Mode.DEFAULT, feature.mode());
            feature.mode(mode);
            page(r);
        });
        TestResponse response = gzip("/s").scheme(scheme).send();
        assertEquals(compressed ? "gzip" : null, response.header("Content-Encoding"));
        assertEquals(compressed ? "Accept-Encoding" : null, response.header("Vary"));
    }

    @ParameterizedTest
    @CsvSource({"/page.html,true", "/page.html?token=secret,true", "/wrapped/page.html,false",
        "/before/page.html,false", "/filtered/page.html,false", "/missing.html,false"})
    void overTlsFilesAreThoseThatAreSentAsTheyAre(String target, boolean compressed) throws Exception {
        for (String folder : List.of("wrapped", "before", "filtered")) {
            Files.createDirectories(directory.resolve(folder));
            Files.writeString(directory.resolve(folder + "/page.html"), PAGE);
        }
        Files.writeString(directory.resolve("page.html"), PAGE);
        contexts.definition.resources(OverlayResources.of(directory, List.of(), SettingValues.DEFAULTS));
        contexts.filter("/wrapped/*", (q, r, chain) -> chain.doFilter(q,
                new jakarta.servlet.http.HttpServletResponseWrapper(r)), DispatcherType.REQUEST);
        contexts.filter("/before/*", (q, r, chain) -> {
            r.getOutputStream().print("secret");
            chain.doFilter(q, r);
        }, DispatcherType.REQUEST);
        contexts.filter("/filtered/*", (q, r, chain) -> page(r), DispatcherType.REQUEST);
        servePage();
        TestResponse response = gzip(target).scheme("https").send();
        assertEquals(compressed ? "gzip" : null, response.header("Content-Encoding"), response.toString());
    }

    // ---- how it is written

    @Test
    void filesOfEachSizeArrive() throws Exception {
        contexts.definition.resources(OverlayResources.of(directory, List.of(), SettingValues.DEFAULTS));
        servePage();
        for (int size : new int[]{1024, 65_536, 65_537, 3_000_000}) {
            String text = PAGE.repeat(size / PAGE.length() + 1).substring(0, size);
            Files.writeString(directory.resolve(size + ".txt"), text);
            TestResponse response = gzip("/" + size + ".txt").send();
            assertEquals(text, unzipped(response));
            TestResponse part = gzip("/" + size + ".txt").header("Range", "bytes=100-199").send();
            assertEquals(206, part.status());
            assertEquals(text.substring(100, 200), part.text());
        }
        assertEquals(0, deflaters().inUse());
    }

    private Deflaters deflaters() {
        gzip("/s").send();
        return plan.get().compression().deflaters();
    }

    @Test
    void eachFlushIsReadableAtOnce() throws Exception {
        settings.put(Settings.COMPRESSION_TYPES, List.of("text/event-stream"));
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        serve((q, r) -> {
            r.setContentType("text/event-stream");
            r.getOutputStream().print("data: one\n\n");
            r.flushBuffer();
            first.countDown();
            seen.await();
            r.getOutputStream().print("data: two\n\n");
            r.flushBuffer();
            r.flushBuffer();
            second.countDown();
        });
        SlowSink sink = SlowSink.unlimited();
        InMemoryExchange exchange = gzip("/s").sink(sink).start();
        assertTrue(first.await(10, TimeUnit.SECONDS));
        assertEquals("data: one\n\n", unzipSoFar(sink.bytes()));
        int sent = sink.bytes().length;
        seen.countDown();
        assertTrue(second.await(10, TimeUnit.SECONDS));
        assertEquals("data: one\n\ndata: two\n\n", unzipSoFar(sink.bytes()));
        assertTrue(sink.bytes().length - sent < 60, "a flush with nothing new sends nothing");
        assertEquals("data: one\n\ndata: two\n\n", unzipped(exchange.await()));
    }

    @Test
    void withoutBufferingEachWriteIsReadableAtOnce() throws Exception {
        SlowSink sink = SlowSink.unlimited();
        CompletableFuture<String> seen = new CompletableFuture<>();
        serve((q, r) -> {
            RequestFeatures.of(q).require(Features.BUFFERING).disableResponseBuffering();
            r.setContentType("text/plain");
            r.getOutputStream().print("one");
            seen.complete(unzipSoFar(sink.bytes()));
        });
        TestResponse response = gzip("/s").sink(sink).send();
        assertEquals("one", seen.get());
        assertTrue(response.unbuffered());
        assertEquals("one", unzipped(response));
    }

    @Test
    void aWriteListenerSeesRoomAsWithoutCompression() {
        byte[] noise = new byte[300_000];
        new java.util.Random(1).nextBytes(noise);
        serve((q, r) -> {
            r.setContentType("text/plain");
            AsyncContext async = q.startAsync();
            ServletOutputStream out = r.getOutputStream();
            out.setWriteListener(new WriteListener() {
                private int at;

                @Override
                public void onWritePossible() throws IOException {
                    while (at < noise.length && out.isReady()) {
                        int count = Math.min(10_000, noise.length - at);
                        out.write(noise, at, count);
                        at += count;
                    }
                    if (at == noise.length && out.isReady()) {
                        async.complete();
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        });
        SlowSink sink = SlowSink.unlimited();
        TestResponse response = gzip("/s").sink(sink).send();
        assertEquals("gzip", response.header("Content-Encoding"));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertArrayEquals(noise, in.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertEquals(0, deflatersInUse());
    }

    @Test
    void whatWaitsInTheCompressorGoesOutWhenThereIsNoRoom() throws Exception {
        SlowSink slow = new SlowSink(Long.MAX_VALUE / 2);
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        AtomicReference<Boolean> room = new AtomicReference<>(true);
        serve((q, r) -> {
            r.setContentType("text/plain");
            BodySink body = RequestFeatures.of(q).require(Features.RESPONSE_BODY);
            body.write("one".getBytes(StandardCharsets.UTF_8), 0, 3);
            room.set(false);
            ready.complete(body.writable());
        });
        contexts.deploy();
        new InMemoryConnector(exchange -> {
            ResponseBodyFeature real = exchange.require(Features.RESPONSE_BODY);
            exchange.set(Features.RESPONSE_BODY, new Body(real, room));
            contexts.container().handle(exchange);
        }).get("/s").header("Accept-Encoding", "gzip").sink(slow).send();
        assertFalse(ready.get());
        assertTrue(unzipSoFar(slow.bytes()).startsWith("one"));
    }

    @Test
    void trailersFollow() {
        serve((q, r) -> {
            r.setTrailerFields(() -> Map.of("X-Sum", "42"));
            page(r);
        });
        TestResponse response = gzip("/s").send();
        assertEquals(PAGE, unzipped(response));
        assertEquals("42", response.trailers().first("X-Sum"));
    }

    @Test
    void errorPagesTakeThePlaceOfWhatWasWritten() {
        serve((q, r) -> {
            r.setContentType("text/html");
            r.getOutputStream().write(new byte[3000]);
            r.sendError(400, PAGE.substring(0, 2000));
        });
        TestResponse response = gzip("/s").send();
        assertEquals(400, response.status());
        assertTrue(unzipped(response).contains("400 Bad Request"));
    }

    @Test
    void aResetTakesAllBack() {
        serve((q, r) -> {
            r.setContentType("text/html");
            r.setHeader("ETag", "\"a\"");
            r.getOutputStream().write(new byte[3000]);
            r.reset();
            r.setContentType("image/png");
            r.getOutputStream().write(new byte[3000]);
        });
        TestResponse response = gzip("/s").send();
        assertEquals("3000", response.header("Content-Length"));
        assertNull(response.header("Content-Encoding"));
        assertNull(response.header("ETag"));
        assertNull(response.header("Vary"));
    }

    @Test
    void aFilterThatReplacesTheBodyIsAboveTheCompression() {
        contexts.filter("/s", (q, r, chain) -> {
            ResponseBodyFeature below = RequestFeatures.of(q).require(Features.RESPONSE_BODY);
            RequestFeatures.of(q).set(Features.RESPONSE_BODY, new Shouting(below));
            chain.doFilter(q, r);
        }, DispatcherType.REQUEST);
        servePage();
        assertEquals(PAGE.replace('a', 'A'), unzipped(gzip("/s").send()));
    }

    /// Says whether there is room as the test wants it.
    private record Body(ResponseBodyFeature below, AtomicReference<Boolean> room) implements ResponseBodyFeature {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            below.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            below.flush();
        }

        @Override
        public void complete() throws IOException {
            below.complete();
        }

        @Override
        public boolean writable() {
            return room.get();
        }
    }

    /// Makes each a an A, and forgets to pass the end on.
    private record Shouting(ResponseBodyFeature below) implements ResponseBodyFeature {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] upper = new String(bytes, offset, length, StandardCharsets.UTF_8).replace('a', 'A')
                    .getBytes(StandardCharsets.UTF_8);
            below.write(upper, 0, upper.length);
        }

        @Override
        public void flush() throws IOException {
            below.flush();
        }

        @Override
        public void complete() {
            // nothing
        }
    }

    // ---- native memory (S41)

    @Test
    void compressorsAreEndedWhateverHappens() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Exception> late = new CompletableFuture<>();
        serve((q, r) -> {
            r.setContentType("text/html");
            switch (String.valueOf(q.getPathInfo())) {
                case "/throws" -> {
                    r.getOutputStream().write(new byte[100_000]);
                    throw new IllegalStateException("after the start");
                }
                case "/timeout" -> {
                    AsyncContext async = q.startAsync();
                    async.setTimeout(50);
                    r.getOutputStream().write(new byte[100_000]);
                    r.flushBuffer();
                }
                case "/gone" -> gone(q, r, started);
                case "/late" -> {
                    ServletOutputStream out = r.getOutputStream();
                    BodySink body = RequestFeatures.of(q).require(Features.RESPONSE_BODY);
                    out.write(new byte[100_000]);
                    contexts.container().settings();
                    RequestFeatures.of(q).require(Features.RESPONSE).on(ResponseEvent.COMPLETED, () -> {
                        try {
                            body.write(new byte[100], 0, 100);
                        } catch (IOException | RuntimeException e) {
                            late.complete(e);
                        }
                    });
                }
                default -> page(r);
            }
        });
        assertFalse(gzip("/s/throws").send().complete());
        assertEquals(0, deflatersInUse());
        gzip("/s/timeout").send();
        assertEquals(0, deflatersInUse());
        InMemoryExchange gone = gzip("/s/gone").start();
        assertTrue(started.await(10, TimeUnit.SECONDS));
        assertEquals(1, deflatersInUse());
        gone.disconnect();
        gone.await();
        assertEquals(0, deflatersInUse());
        gzip("/s/late").send();
        assertNotNull(late.get(10, TimeUnit.SECONDS), "a write after the end fails");
        assertEquals(0, deflatersInUse());
    }

    private static void gone(HttpServletRequest request, HttpServletResponse response, CountDownLatch started)
            throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        async.addListener(new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {
                // the end
            }

            @Override
            public void onTimeout(AsyncEvent event) {
                // there is none
            }

            @Override
            public void onError(AsyncEvent event) {
                event.getAsyncContext().complete();
            }

            @Override
            public void onStartAsync(AsyncEvent event) {
                // not again
            }
        });
        response.getOutputStream().write(new byte[100_000]);
        response.flushBuffer();
        started.countDown();
    }

    @Test
    void aboveTheLimitResponsesGoOutAsTheyAre() throws Exception {
        settings.put(Settings.COMPRESSION_MAX_RESPONSES, 1L);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        serve((q, r) -> {
            page(r);
            if (q.getQueryString() != null) {
                r.flushBuffer();
                inside.countDown();
                go.await();
            }
        });
        InMemoryExchange first = gzip("/s?wait").start();
        assertTrue(inside.await(10, TimeUnit.SECONDS));
        TestResponse second = gzip("/s").send();
        assertEquals(PAGE, second.text());
        assertEquals("Accept-Encoding", second.header("Vary"));
        go.countDown();
        assertEquals(PAGE, unzipped(first.await()));
        assertEquals(PAGE, unzipped(gzip("/s").send()));
        assertEquals(0, deflatersInUse());
    }
}
