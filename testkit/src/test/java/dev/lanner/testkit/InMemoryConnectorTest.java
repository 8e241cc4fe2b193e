package dev.lanner.testkit;

import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InMemoryConnectorTest {
    @Test
    void answersWithStatusFieldsAndBody() {
        TestResponse response = new InMemoryConnector(exchange -> {
            exchange.require(Features.RESPONSE).status(201);
            exchange.require(Features.RESPONSE).headers().set("X-Path",
                    exchange.require(Features.REQUEST).target().path());
            write(exchange, "made");
        }).get("/a%20b").send();

        assertEquals(201, response.status());
        assertEquals("/a b", response.header("X-Path"));
        assertEquals("made", response.text());
        assertTrue(response.complete());
    }

    @Test
    void minimalExchangesHaveTheThreeRequiredFeaturesAlone() {
        InMemoryConnector connector = InMemoryConnector.minimal(exchange -> {
            assertNull(exchange.get(Features.EXECUTION));
            assertNull(exchange.get(Features.CONNECTION));
            assertNull(exchange.get(Features.REQUEST_ID));
            write(exchange, readAll(exchange.require(Features.REQUEST).body()));
        });

        TestResponse response = connector.post("/").body("text").send();

        assertNull(response.failure());
        assertEquals("text", response.text());
    }

    @Test
    void startingActionsRunInReverseOrderBeforeTheHead() {
        TestResponse response = new InMemoryConnector(exchange -> {
            var head = exchange.require(Features.RESPONSE);
            head.on(ResponseEvent.STARTING, () -> head.headers().add("X-Order", "first registered"));
            head.on(ResponseEvent.STARTING, () -> head.headers().add("X-Order", "second registered"));
            write(exchange, "x");
            head.headers().set("X-Late", "1");
            assertThrows(IllegalStateException.class, () -> head.status(500));
        }).get("/").send();

        assertNull(response.failure());
        assertEquals("[second registered, first registered]", response.headers().all("X-Order").toString());
        assertNull(response.header("X-Late"));
    }

    @Test
    void scriptedBodiesHaveNothingForAWhile() {
        ScriptedBody body = new ScriptedBody().data("abc").gap().data("def").pause().data("!");
        CompletableFuture<String> result = new CompletableFuture<>();
        InMemoryExchange exchange = new InMemoryConnector(collection -> {
            BodySource source = collection.require(Features.REQUEST).body();
            byte[] buffer = new byte[8];
            StringBuilder log = new StringBuilder();
            log.append(source.readNow(buffer, 0, 8)).append(' ');
            log.append(source.readNow(buffer, 0, 8)).append(' ');
            log.append(source.readNow(buffer, 0, 8)).append(' ');
            log.append(source.readNow(buffer, 0, 8)).append(' ');
            CompletableFuture<Void> readable = new CompletableFuture<>();
            source.onReadable(() -> readable.complete(null));
            assertFalse(readable.isDone());
            body.resume();
            readable.get(10, TimeUnit.SECONDS);
            log.append(source.read(buffer, 0, 8)).append(' ').append(source.read(buffer, 0, 8));
            result.complete(log.toString());
        }).post("/").body(body).start();

        assertNull(exchange.await().failure());
        assertEquals("3 0 3 0 1 -1", result.join());
    }

    @Test
    void slowSinksMakeWritersWait() {
        SlowSink sink = new SlowSink(2);
        InMemoryExchange exchange = new InMemoryConnector(collection -> write(collection, "12345")).get("/").sink(sink)
                .start().awaitStarted();

        assertFalse(exchange.ended());
        sink.open(100);

        assertEquals("12345", exchange.await().text());
    }

    @Test
    void suspendedExchangesEndWithFinish() {
        AtomicReference<Runnable> later = new AtomicReference<>();
        InMemoryExchange exchange = new InMemoryConnector(collection -> {
            var execution = collection.require(Features.EXECUTION);
            execution.suspend();
            later.set(() -> execution.execute(() -> {
                write(collection, "late");
                execution.finish();
            }));
        }).get("/").start().awaitHandled();

        assertFalse(exchange.ended());
        later.get().run();

        assertEquals("late", exchange.await().text());
    }

    @Test
    void deadlinesPassByHand() {
        InMemoryExchange exchange = new InMemoryConnector(collection -> {
            var execution = collection.require(Features.EXECUTION);
            execution.suspend();
            execution.deadline(Duration.ofDays(1), () -> {
                collection.require(Features.RESPONSE).status(503);
                execution.finish();
            });
        }).get("/").manualDeadlines().start().awaitHandled();

        assertEquals(Duration.ofDays(1), exchange.deadline());
        exchange.expire();

        assertEquals(503, exchange.await().status());
    }

    @Test
    void bodiesAboveTheLimitAreRefused() {
        InMemoryConnector connector = new InMemoryConnector(
                exchange -> write(exchange, readAll(exchange.require(Features.REQUEST).body())));

        assertEquals(200, connector.post("/").maxBodySize(4).body("1234").send().status());
        TestResponse announced = connector.post("/").maxBodySize(4).body("12345").send();
        assertEquals(413, announced.status());
        assertInstanceOf(RequestRejectedException.class, announced.failure());
        assertEquals(413,
                connector.post("/").maxBodySize(4).body(new ScriptedBody().data("12345")).send().status());
    }

    @Test
    void featuresRefuseToBeUsedLate() {
        AtomicReference<FeatureCollection> kept = new AtomicReference<>();
        new InMemoryConnector(kept::set).get("/").send();

        FeatureCollection late = kept.get();
        assertThrows(IllegalStateException.class, () -> late.require(Features.RESPONSE).status(200));
        assertThrows(IllegalStateException.class, () -> late.require(Features.REQUEST).method());
        assertThrows(IllegalStateException.class, () -> late.require(Features.RESPONSE_BODY).write(new byte[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> late.require(Features.EXECUTION).suspend());
    }

    @Test
    void upgradedConnectionsLiveUntilTheyAreClosed() {
        TestResponse response = new InMemoryConnector(exchange -> {
            try (DuplexStream stream = exchange.require(Features.UPGRADE).upgrade()) {
                byte[] text = readAll(stream.input()).getBytes(StandardCharsets.UTF_8);
                stream.output().write(text, 0, text.length);
            }
        }).get("/").upgrade("echo", new ScriptedBody().data("ping")).send();

        assertEquals(101, response.status());
        assertTrue(response.upgraded());
        assertEquals("ping", response.text());
    }

    @Test
    void disconnectsFailReadsAndWrites() {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        InMemoryExchange exchange = new InMemoryConnector(collection -> {
            collection.require(Features.LIFETIME).aborted().thenRun(() -> told.complete(true));
            readAll(collection.require(Features.REQUEST).body());
        }).post("/").body(new ScriptedBody().pause()).start();

        exchange.disconnect();

        assertInstanceOf(IOException.class, exchange.await().failure());
        assertTrue(told.join());
    }

    @Test
    void trailersGoBothWays() {
        TestResponse response = new InMemoryConnector(exchange -> {
            exchange.require(Features.RESPONSE_TRAILERS)
                    .trailers(() -> Map.of("X-Sum",
                            exchange.require(Features.REQUEST_TRAILERS).trailers().first("X-In")));
            write(exchange, readAll(exchange.require(Features.REQUEST).body()));
        }).post("/").body(new ScriptedBody().data("1")).trailer("X-In", "7").send();

        assertNull(response.failure());
        assertEquals("7", response.trailers().first("X-Sum"));
    }

    @Test
    void targetsThatMustBeRefusedNeverReachTheApplication() {
        TestResponse response = new InMemoryConnector(exchange -> write(exchange, "seen")).get("/a/../../b").send();

        assertEquals(400, response.status());
        assertEquals("", response.text());
    }

    @Test
    void failuresBeforeTheStartAnswer500() {
        TestResponse response = new InMemoryConnector(exchange -> {
            throw new IllegalArgumentException("boom");
        }).get("/").send();

        assertEquals(500, response.status());
        assertEquals("boom", response.failure().getMessage());
    }

    private static void write(FeatureCollection exchange, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String readAll(BodySource source) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[4];
        for (int count = source.read(buffer, 0, 4); count >= 0; count = source.read(buffer, 0, 4)) {
            all.write(buffer, 0, count);
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
