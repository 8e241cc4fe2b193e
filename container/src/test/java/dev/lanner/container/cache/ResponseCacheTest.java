package dev.lanner.container.cache;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodyDetectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.HttpDates;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The cache over the features alone, with a clock that stands still.
class ResponseCacheTest {
    private static final long NOW = 784111777000L;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger calls = new AtomicInteger();
    private ResponseCache cache = cache(Map.of());
    private Code code = exchange -> write(exchange, "answer " + calls.get());

    /// An application.
    private interface Code {
        void serve(FeatureCollection exchange) throws Exception;
    }

    private ResponseCache cache(Map<Setting<?>, Object> settings) {
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        settings.forEach((setting, value) -> own.put(setting, new SettingValues.Value(value, "test")));
        return new ResponseCache(new SettingValues(SettingValues.DEFAULTS, own),
                () -> java.time.Instant.ofEpochMilli(NOW + nanos.get() / 1_000_000), nanos::get);
    }

    private final InMemoryConnector connector = new InMemoryConnector(exchange -> {
        CacheUse use = cache.use(exchange, "");
        if (use.answer()) {
            return;
        }
        exchange.require(Features.RESPONSE).on(ResponseEvent.COMPLETED, use::release);
        use.begin(() -> false);
        calls.incrementAndGet();
        exchange.require(Features.RESPONSE).headers().set("Cache-Control", "public, max-age=60");
        code.serve(exchange);
        use.finish();
    });

    private static void write(FeatureCollection exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private TestResponse get(String target, String... fields) {
        TestRequest request = connector.get(target);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return request.send();
    }

    @Test
    void whatIsKeptIsSentAgainUntilItIsOld() {
        assertEquals("answer 1", get("/a").text());
        assertNull(get("/b").header("Age"));
        pass(59);
        TestResponse again = get("/a");
        assertEquals("answer 1", again.text());
        assertEquals("59", again.header("Age"));
        assertEquals("8", again.header("Content-Length"));
        assertEquals("public, max-age=60", again.header("Cache-Control"));
        assertEquals(HttpDates.format(NOW), again.header("Date"));
        pass(1);
        assertEquals("answer 3", get("/a").text());
        assertEquals("0", get("/a").header("Age"));
        assertEquals(3, calls.get());
    }

    @Test
    void headIsAnsweredByWhatAGetHasLeftAndLeavesNothing() {
        assertEquals(1, head("/a"));
        assertEquals(2, head("/a"));
        get("/a");
        assertEquals(3, calls.get());
        TestResponse response = connector.head("/a").send();
        assertEquals("8", response.header("Content-Length"));
        assertEquals("0", response.header("Age"));
        assertEquals(0, response.body().length);
        assertEquals(3, calls.get());
    }

    private int head(String target) {
        connector.head(target).send();
        return calls.get();
    }

    /// Requests that the application answers, whatever is there; those before the bar fill the place, the others don't.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Authorization|Basic eDp5|false", "X-Api-Key|k|false", "X-Forwarded-User|ann|false", "Cookie|a=b|false",
        "Range|bytes=0-1|false", "If-Range|\"a\"|false",
        "If-Match|\"a\"|false", "If-Unmodified-Since|Sun, 06 Nov 1994 08:49:37 GMT|false", "Upgrade|websocket|false",
        "Expect|100-continue|false", "Content-Length|1|false", "Transfer-Encoding|chunked|false",
        "Cache-Control|no-store|false", "Cache-Control|no-cache|true", "Cache-Control|max-age=0|true",
        "Cache-Control|max-age=x|true", "Cache-Control|min-fresh=61|true", "Pragma|no-cache|true"})
    void someRequestsGoThrough(String name, String value, boolean fills) {
        pass(1);
        get("/a");
        pass(1);
        assertEquals("answer 2", get("/a", name, value).text());
        assertEquals(fills ? "answer 2" : "answer 1", get("/a").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Content-Length|0", "Cache-Control|max-age=5", "Cache-Control|min-fresh=50",
        "Cache-Control|max-stale", "Cache-Control|only-if-cached", "X-Forwarded-For|1.2.3.4", "User-Agent|x",
        "If-None-Match|\"other\"", "If-Modified-Since|Sun, 06 Nov 1994 08:49:37 GMT"})
    void othersAreAnswered(String name, String value) {
        get("/a");
        pass(5);
        assertEquals("answer 1", get("/a", name, value).text());
    }

    @Test
    void aPathParameterMayBeASession() {
        get("/a;jsessionid=1");
        get("/a;jsessionid=1");
        assertEquals(2, calls.get());
    }

    @Test
    void requestsWithCookiesAreAnsweredWhereTheOwnerSaysSo() {
        cache = cache(Map.of(Settings.RESPONSE_CACHE_COOKIES, true));
        get("/a", "Cookie", "theme=dark");
        assertEquals("answer 1", get("/a", "Cookie", "theme=light").text());
        assertEquals("answer 1", get("/a").text());
    }

    /// What makes another response: nobody fills the place of others.
    @ParameterizedTest
    @CsvSource({"X-Forwarded-Host,evil.example", "X-Forwarded-Proto,https", "X-Forwarded-Prefix,/evil",
        "Forwarded,host=evil.example", "X-Original-URL,/other", "X-Rewrite-URL,/other", "X-HTTP-Method-Override,DELETE",
        "Origin,https://evil.example", "Accept,application/xml", "X-Requested-With,XMLHttpRequest",
        "X-Host,evil.example", "Accept-Language,de", "HX-Request,true"})
    void fieldsThatMakeContentsHaveTheirOwn(String name, String value) {
        assertEquals("answer 1", get("/a", name, value).text());
        assertEquals("answer 2", get("/a").text());
        assertEquals("answer 1", get("/a", name, value).text());
        assertEquals("answer 2", get("/a").text());
    }

    @Test
    void hostsSchemesQueriesAndSpellingsAreKeptApart() {
        String[] targets = {"/a", "/a?", "/a?x=1", "/a?x=2", "/%61", "/A"};
        for (int i = 0; i < targets.length; i++) {
            assertEquals("answer " + (i + 1), get(targets[i]).text());
        }
        assertEquals("answer 7", connector.get("/a").host("other.example").send().text());
        assertEquals("answer 8", connector.get("/a").scheme("https").send().text());
        // an absolute-form target with another Host field
        assertEquals("answer 9", connector.get("/a").host("localhost").header("Host", "evil.example").send().text());
        assertEquals("answer 1", connector.get("/a").send().text());
        assertEquals("answer 7", connector.get("/a").host("other.example").send().text());
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 203, 204, 301, 304, 404, 410, 500, 503})
    void otherStatusCodesAreNotKept(int status) {
        code = exchange -> exchange.require(Features.RESPONSE).status(status);
        get("/a");
        get("/a");
        assertEquals(2, calls.get());
    }

    @ParameterizedTest
    @CsvSource({"Vary,Origin", "Vary,*", "Vary,Accept-Encoding", "Set-Cookie,a=b", "Pragma,x", "Content-Encoding,gzip"})
    void someFieldsForbidIt(String name, String value) {
        code = exchange -> {
            exchange.require(Features.RESPONSE).headers().set(name, value);
            write(exchange, "x");
        };
        get("/a");
        get("/a");
        assertEquals(2, calls.get());
    }

    @Test
    void theApplicationMayForbidIt() {
        code = exchange -> {
            assertTrue(exchange.require(Features.RESPONSE_CACHE).allowed());
            exchange.require(Features.RESPONSE_CACHE).allowed(false);
            write(exchange, "x");
        };
        get("/a");
        get("/a");
        assertEquals(2, calls.get());
    }

    @Test
    void trailersForbidIt() {
        code = exchange -> {
            exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> Map.of("X-Sum", "1"));
            write(exchange, "x");
        };
        get("/a");
        get("/a");
        assertEquals(2, calls.get());
    }

    // ---- validators

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "If-None-Match|\"v1\"|304", "If-None-Match|W/\"v1\"|304", "If-None-Match|\"x\", \"v1\"|304",
        "If-None-Match|*|304",
        "If-None-Match|\"x\"|200", "If-Modified-Since|Sun, 06 Nov 1994 08:49:37 GMT|304",
        "If-Modified-Since|Sun, 06 Nov 1994 08:49:36 GMT|200", "If-Modified-Since|never|200"})
    void conditionsAreAnsweredFromTheCache(String name, String value, int status) {
        code = exchange -> {
            ResponseFeature response = exchange.require(Features.RESPONSE);
            response.headers().set("ETag", "\"v1\"");
            response.headers().set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
            response.headers().set("Content-Type", "text/plain");
            response.headers().set("Connection", "close");
            write(exchange, "x");
        };
        get("/a");
        TestResponse response = get("/a", name, value);
        assertEquals(1, calls.get());
        assertEquals(status, response.status());
        assertEquals("\"v1\"", response.header("ETag"));
        assertEquals("0", response.header("Age"));
        assertEquals("public, max-age=60", response.header("Cache-Control"));
        assertEquals(status == 304 ? null : "text/plain", response.header("Content-Type"));
        assertEquals(status == 304 ? "" : "x", response.text());
        assertNull(response.header("Connection"));
    }

    // ---- completeness

    @ParameterizedTest
    @CsvSource({"5,false", "4,true"})
    void onlyWholeResponsesAreKept(int announced, boolean kept) {
        code = exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Content-Length", Integer.toString(announced));
            write(exchange, "four");
        };
        get("/a");
        get("/a");
        assertEquals(kept ? 1 : 2, calls.get());
    }

    @Test
    void aFailureLeavesNothing() {
        code = exchange -> {
            write(exchange, "half");
            throw new IllegalStateException("the other half");
        };
        get("/a");
        code = exchange -> write(exchange, "whole");
        assertEquals("whole", get("/a").text());
        assertEquals("whole", get("/a").text());
        assertEquals(2, calls.get());
    }

    @Test
    void aClientThatLeavesLeavesNothing() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        code = exchange -> {
            write(exchange, "half");
            begun.countDown();
            left.await();
        };
        InMemoryExchange first = connector.get("/a").start();
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        first.disconnect();
        left.countDown();
        first.await();
        code = exchange -> write(exchange, "whole");
        assertEquals("whole", get("/a").text());
        assertEquals("whole", get("/a").text());
        assertEquals(2, calls.get());
    }

    @Test
    void oneFillsAndTheOthersDontWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        code = exchange -> {
            if (calls.get() == 1) {
                begun.countDown();
                go.await();
                write(exchange, "first");
            } else {
                write(exchange, "other");
            }
        };
        InMemoryExchange first = connector.get("/a").start();
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        assertEquals("other", get("/a").text());
        assertEquals("other", get("/a").text());
        go.countDown();
        assertEquals("first", first.await().text());
        assertEquals("first", get("/a").text());
        assertEquals(3, calls.get());
    }

    // ---- bounds

    @Test
    void largeBodiesAreNotCollected() {
        cache = cache(Map.of(Settings.RESPONSE_CACHE_MAX_ENTRY, 1000L));
        code = exchange -> {
            for (int i = 0; i < (exchange.require(Features.REQUEST).target().path().equals("/large") ? 11 : 10); i++) {
                write(exchange, "x".repeat(100));
            }
        };
        get("/large");
        assertEquals(1100, get("/large").body().length);
        assertEquals(2, calls.get());
        get("/a");
        assertEquals(1000, get("/a").body().length);
        assertEquals(3, calls.get());
    }

    @Test
    void memoryIsBoundedAndWhatIsUsedStays() {
        cache = cache(Map.of(Settings.RESPONSE_CACHE_SIZE, 100_000L));
        code = exchange -> write(exchange, "x".repeat(5000));
        get("/hot");
        for (int i = 0; i < 200; i++) {
            get("/" + i);
            assertTrue(cache.bytes() <= 100_000, "bytes: " + cache.bytes());
            get("/hot");
        }
        assertEquals(201, calls.get(), "the one that is used was kept");
        assertTrue(cache.bytes() > 80_000, "bytes: " + cache.bytes());
        get("/199");
        assertEquals(201, calls.get());
        get("/1");
        assertEquals(202, calls.get());
        cache.clear();
        assertEquals(0, cache.bytes());
    }

    @Test
    void oneTargetHasAFewVariantsOnlyAndThoseThatAreAskedForStay() {
        get("/a");
        long one = cache.bytes();
        for (int i = 0; i < 100; i++) {
            get("/a", "Origin", "https://" + i);
            get("/a");
        }
        assertEquals(101, calls.get(), "nobody's variants push out what is asked for");
        assertTrue(cache.bytes() < 35 * one, "bytes: " + cache.bytes());
        get("/a", "Origin", "https://99");
        assertEquals(101, calls.get(), "and those that came first don't keep others out");
    }

    /// A value that looks like the name and value of another field.
    @Test
    void fieldsCantPassForOthers() {
        assertEquals("answer 1", get("/a", "Accept", "x", "Accept", "3 1", "Accept", "y").text());
        assertEquals("answer 2", get("/a", "Accept", "x", "X-Requested-With", "y").text());
        assertEquals("answer 3", get("/a", "Accept", "x", "Accept", "3", "Accept", "y").text());
    }

    /// In HTTP/2 a body needs no field.
    @Test
    void aRequestWithABodyThatNoFieldTellsOfGoesThrough() {
        BodyDetectionFeature some = () -> true;
        connector.get("/a").with(Features.BODY_DETECTION, some).send();
        assertEquals("answer 2", get("/a").text());
        assertEquals("answer 3", connector.get("/a").with(Features.BODY_DETECTION, some).send().text());
        assertEquals("answer 2", get("/a").text());
    }

    @Test
    void whatIsReplacedOrOldTakesNoRoom() {
        for (int i = 0; i < 50; i++) {
            get("/a");
            pass(61);
        }
        get("/a");
        long one = cache.bytes();
        assertTrue(one < 2000, "bytes: " + one);
        get("/a", "Cache-Control", "no-cache");
        assertEquals(one, cache.bytes(), 2);
    }

    // ---- unsafe methods (RFC 9111, 4.4)

    @ParameterizedTest
    @CsvSource({"POST,200,/a,true", "PUT,204,/a,true", "DELETE,302,/a,true", "PATCH,200,/%61,true", "PURGE,200,/a,true",
        "POST,404,/a,false", "POST,500,/a,false", "POST,200,/b,false", "POST,200,/a?x,false", "OPTIONS,200,/a,false",
        "HEAD,200,/a,false"})
    void changesMakeInvalid(String method, int status, String target, boolean invalid) {
        get("/a");
        get("/a?x=1");
        code = exchange -> exchange.require(Features.RESPONSE).status(status);
        connector.request(method, target).send();
        int before = calls.get();
        get("/a");
        assertEquals(invalid ? before + 1 : before, calls.get());
        get("/a?x=1");
        assertEquals(invalid ? before + 1 : before, calls.get(), "another query is another target");
    }

    @Test
    void whatWasBegunBeforeAChangeIsNotKept() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        code = exchange -> {
            if (exchange.require(Features.REQUEST).method().equals("GET") && calls.get() == 1) {
                read.countDown();
                go.await();
                write(exchange, "old");
            } else {
                write(exchange, "new");
            }
        };
        InMemoryExchange slow = connector.get("/a").start();
        assertTrue(read.await(10, TimeUnit.SECONDS));
        connector.post("/a").send();
        go.countDown();
        assertEquals("old", slow.await().text());
        assertEquals("new", get("/a").text());
    }

    @Test
    void aChangeWhoseAnswerNeverWentOutCountsToo() {
        CountDownLatch go = new CountDownLatch(1);
        get("/a");
        code = exchange -> go.await();
        InMemoryExchange change = connector.post("/a").start();
        change.disconnect();
        go.countDown();
        change.await();
        code = exchange -> write(exchange, "new");
        assertEquals("new", get("/a").text());
    }
}
