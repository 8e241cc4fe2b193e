package dev.lanner.container;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

/// How many requests of a context run at a time, and what becomes of the others.
@Timeout(60)
class RequestQueueTest {
    private final Semaphore goOn = new Semaphore(0);
    private final Semaphore inside = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private Contexts contexts(Map<Setting<?>, String> texts) {
        Map<Setting<?>, Value> values = new HashMap<>();
        texts.forEach((setting, text) -> values.put(setting, new Value(setting.type().parse(text), "test")));
        Contexts contexts = Contexts.at("/app");
        contexts.definition.settings(new SettingValues(null, values));
        contexts.servlet("slow", (q, r) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            inside.release();
            goOn.acquire();
            running.decrementAndGet();
            r.getWriter().print("done");
        }, "/slow");
        contexts.servlet("fast", (q, r) -> r.getWriter().print("fast"), "/fast");
        return contexts;
    }

    private static String reason(InMemoryExchange exchange) {
        return exchange.features().require(Features.BAD_REQUEST).reason();
    }

    @Test
    void asManyRunAsTheLimitSaysAndTheOthersAreServedInTheirTurn() throws Exception {
        try (Contexts contexts = contexts(Map.of(Settings.MAX_CONCURRENT_REQUESTS, "3"))) {
            List<InMemoryExchange> all = new java.util.ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(contexts.request("/app/slow").start());
            }
            assertTrue(inside.tryAcquire(3, 20, TimeUnit.SECONDS));
            goOn.release(20);
            for (InMemoryExchange each : all) {
                assertEquals("done", each.await().text());
            }
        }
        assertEquals(3, most.get());
    }

    @ParameterizedTest
    @CsvSource({"full, true", "brief, false"})
    void aFullQueueAnswers503WithRetryAfter(String answer, boolean page) throws Exception {
        try (Contexts contexts = contexts(
                Map.of(Settings.MAX_CONCURRENT_REQUESTS, "1", Settings.REQUEST_QUEUE_SIZE, "0",
                        Settings.OVERLOAD_ANSWER, answer))) {
            InMemoryExchange first = contexts.request("/app/slow").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));

            InMemoryExchange second = contexts.request("/app/fast").start();
            TestResponse refused = second.await();
            assertEquals(503, refused.status());
            assertEquals("1", refused.header("Retry-After"));
            assertEquals(page, !refused.text().isEmpty());
            assertEquals("request-queue-full", reason(second));

            goOn.release();
            assertEquals("done", first.await().text());
            assertEquals("fast", contexts.text("/app/fast"), "the place is free again");
        }
    }

    @Test
    void aFullQueueResetsWhereThatIsAskedFor() throws Exception {
        try (Contexts contexts = contexts(
                Map.of(Settings.MAX_CONCURRENT_REQUESTS, "1", Settings.REQUEST_QUEUE_SIZE, "0",
                        Settings.OVERLOAD_ANSWER, "reset"))) {
            InMemoryExchange first = contexts.request("/app/slow").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
            AtomicInteger aborted = new AtomicInteger();

            contexts.request("/app/fast").with(Features.LIFETIME, new LifetimeFeature() {
                @Override
                public CompletionStage<Void> aborted() {
                    return new CompletableFuture<>();
                }

                @Override
                public CompletionStage<Void> gone() {
                    return new CompletableFuture<>();
                }

                @Override
                public void abort() {
                    aborted.incrementAndGet();
                }
            }).start().awaitHandled();

            assertEquals(1, aborted.get());
            goOn.release();
            first.await();
        }
    }

    @Test
    void whoHasWaitedTooLongIsRefused() throws Exception {
        try (Contexts contexts = contexts(Map.of(Settings.MAX_CONCURRENT_REQUESTS, "1", Settings.REQUEST_QUEUE_TIMEOUT,
                "0s"))) {
            InMemoryExchange first = contexts.request("/app/slow").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));

            InMemoryExchange second = contexts.request("/app/fast").start();
            assertEquals(503, second.await().status());
            assertEquals("request-queue-timeout", reason(second));
            goOn.release();
            first.await();
        }
    }

    @Test
    void anAsynchronousRequestHoldsItsPlaceUntilItIsComplete() throws Exception {
        try (Contexts contexts = contexts(Map.of(Settings.MAX_CONCURRENT_REQUESTS, "1", Settings.REQUEST_QUEUE_SIZE,
                "0"))) {
            AtomicReference<AsyncContext> held = new AtomicReference<>();
            contexts.servlet("async", (q, r) -> {
                held.set(q.startAsync());
                inside.release();
            }, "/async");
            InMemoryExchange first = contexts.request("/app/async").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
            first.awaitHandled();
            assertEquals(503, contexts.get("/app/fast").status());

            held.get().complete();
            first.await();
            assertEquals("fast", contexts.text("/app/fast"));
        }
    }

    @Test
    void placesComeBackHoweverARequestEnds() throws Exception {
        try (Contexts contexts = contexts(Map.of(Settings.MAX_CONCURRENT_REQUESTS, "1", Settings.REQUEST_QUEUE_SIZE,
                "0"))) {
            ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>(
                    List.of(new IllegalStateException("x"), new java.io.IOException("x")));
            contexts.servlet("fails", (q, r) -> {
                throw failures.remove();
            }, "/fails");
            assertEquals(500, contexts.get("/app/fails").status());
            assertEquals(500, contexts.get("/app/fails").status());
            assertEquals(404, contexts.get("/app/none").status());
            assertEquals("fast", contexts.text("/app/fast"));
        }
    }

    @Test
    void aClientThatCanNotBeToldOfItsRefusalIsNotCountedAsRunning() throws Exception {
        try (Contexts contexts = contexts(
                Map.of(Settings.MAX_CONCURRENT_REQUESTS, "1", Settings.REQUEST_QUEUE_SIZE, "0",
                        Settings.OVERLOAD_ANSWER, "full"))) {
            InMemoryExchange first = contexts.request("/app/slow").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
            ResponseBodyFeature gone = mock(ResponseBodyFeature.class, call -> {
                throw new IOException("the client has gone");
            });
            contexts.request("/app/fast").with(Features.RESPONSE_BODY, gone).start().await();
            assertEquals(1, contexts.container().contexts().getFirst().activeRequests());
            goOn.release();
            assertEquals("done", first.await().text());
        }
    }
}
