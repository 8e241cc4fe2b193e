package dev.lanner.container;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A context with threads of its own.
@Timeout(60)
class ContextThreadsTest {
    private final Semaphore goOn = new Semaphore(0);
    private final Semaphore inside = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private Contexts contexts(Map<Setting<?>, String> texts) {
        Map<Setting<?>, Value> values = new HashMap<>();
        texts.forEach((setting, text) -> values.put(setting, new Value(setting.type().parse(text), "test")));
        Contexts contexts = Contexts.at("/app");
        contexts.definition.settings(new SettingValues(null, values)).classLoader(new ClassLoader() {
        });
        contexts.servlet("slow", (q, r) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            inside.release();
            goOn.acquire();
            running.decrementAndGet();
            r.getWriter().print("done");
        }, "/slow");
        contexts.servlet("fast", (q, r) -> r.getWriter().print(facts()), "/fast");
        return contexts;
    }

    private static String facts() {
        Thread thread = Thread.currentThread();
        return (thread.isVirtual() ? "virtual " : "platform ") + thread.getName();
    }

    private static String reason(InMemoryExchange exchange) {
        return exchange.features().require(Features.BAD_REQUEST).reason();
    }

    @ParameterizedTest
    @CsvSource({"server, false, ''", "virtual, true, virtual lanner-request-/app-",
        "platform, true, platform lanner-request-/app-"})
    void aRequestRunsWhereTheSettingSays(String type, boolean own, String name) throws Exception {
        try (Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, type, Settings.EXECUTOR_THREADS, "2"))) {
            String facts = contexts.text("/app/fast");
            assertEquals(own, facts.contains("lanner-request-/app-"), facts);
            assertTrue(facts.startsWith(name), facts);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual", "platform"})
    void theClassLoaderIsTheApplicationsAndNothingOfOneRequestIsLeftForTheNext(String type) throws Exception {
        ThreadLocal<String> local = new InheritableThreadLocal<>();
        List<ClassLoader> loaders = new ArrayList<>();
        try (Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, type, Settings.EXECUTOR_THREADS, "1"))) {
            contexts.servlet("loader", (q, r) -> {
                loaders.add(Thread.currentThread().getContextClassLoader());
                r.getWriter().print(local.get() + " " + Thread.currentThread().isInterrupted());
                Thread.currentThread().setContextClassLoader(null);
                Thread.currentThread().interrupt();
            }, "/loader");
            ClassLoader application = contexts.definition.build().classLoader();
            local.set("of the caller");
            assertEquals("null false", contexts.text("/app/loader"));
            assertEquals("null false", contexts.text("/app/loader"));
            assertSame(application, loaders.get(0));
            assertSame(application, loaders.get(1));
        }
    }

    @Test
    void asManyRunAsThereAreThreadsAndTheOthersWaitInOrder() throws Exception {
        try (Contexts contexts = contexts(
                Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "3"))) {
            List<InMemoryExchange> all = new ArrayList<>();
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
    void withoutAThreadAndRoomInTheQueueItIs503WithRetryAfter(String answer, boolean page) throws Exception {
        try (Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "1",
                Settings.EXECUTOR_QUEUE_SIZE, "0", Settings.OVERLOAD_ANSWER, answer))) {
            InMemoryExchange first = contexts.request("/app/slow").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));

            InMemoryExchange second = contexts.request("/app/fast").start();
            TestResponse refused = second.await();
            assertEquals(503, refused.status());
            assertEquals("1", refused.header("Retry-After"));
            assertEquals(page, !refused.text().isEmpty());
            assertEquals("executor-queue-full", reason(second));

            goOn.release();
            assertEquals("done", first.await().text());
            assertTrue(contexts.text("/app/fast").startsWith("platform"), "there is room again");
        }
    }

    @Test
    void whoHasWaitedTooLongIsRefusedAndNeverRuns() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "1",
                Settings.REQUEST_QUEUE_TIMEOUT, "0s"))) {
            contexts.servlet("counts", (q, r) -> ran.incrementAndGet(), "/counts");
            InMemoryExchange first = contexts.request("/app/slow").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));

            InMemoryExchange second = contexts.request("/app/counts").start();
            assertEquals(503, second.await().status());
            assertEquals("executor-queue-timeout", reason(second));
            goOn.release();
            first.await();
        }
        assertEquals(0, ran.get());
    }

    @Test
    void failuresReachTheConnectorAsWithoutThreads() throws Exception {
        try (Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "1",
                Settings.EXECUTOR_QUEUE_SIZE, "0"))) {
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>(
                    List.of(new IllegalStateException("x"), new java.io.IOException("x"), new AssertionError("x")));
            contexts.servlet("fails", (q, r) -> {
                switch (failures.remove()) {
                    case Error e -> throw e;
                    case Exception e -> throw e;
                    default -> throw new AssertionError();
                }
            }, "/fails");
            for (int i = 0; i < 3; i++) {
                assertEquals(500, contexts.get("/app/fails").status());
            }
            assertEquals(404, contexts.get("/app/WEB-INF/x").status());
            assertTrue(contexts.text("/app/fast").startsWith("platform"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual", "platform"})
    void asynchronousStepsRunOnTheThreadsOfTheContextToo(String type) throws Exception {
        List<String> seen = new ArrayList<>();
        try (Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, type, Settings.EXECUTOR_THREADS, "2"))) {
            contexts.servlet("async", (q, r) -> {
                seen.add(q.getDispatcherType() + " " + facts());
                if (q.getDispatcherType() == DispatcherType.ASYNC) {
                    r.getWriter().print("again");
                    return;
                }
                AsyncContext async = q.startAsync();
                async.addListener(new AsyncListener() {
                    @Override
                    public void onComplete(AsyncEvent event) {
                        seen.add("COMPLETE " + facts());
                    }

                    @Override
                    public void onTimeout(AsyncEvent event) {
                        seen.add("TIMEOUT");
                    }

                    @Override
                    public void onError(AsyncEvent event) {
                        seen.add("ERROR");
                    }

                    @Override
                    public void onStartAsync(AsyncEvent event) {
                        seen.add("AGAIN");
                    }
                });
                Thread.ofPlatform().start(async::dispatch);
            }, "/async");

            assertEquals("again", contexts.text("/app/async"));
        }
        assertEquals(3, seen.size(), seen.toString());
        for (String each : seen) {
            assertTrue(each.contains(" " + type + " lanner-request-/app-"), seen.toString());
        }
    }

    @Test
    void aThreadIsFreeWhileItsRequestWaitsAsynchronously() throws Exception {
        AtomicReference<AsyncContext> held = new AtomicReference<>();
        try (Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "1",
                Settings.EXECUTOR_QUEUE_SIZE, "0"))) {
            contexts.servlet("async", (q, r) -> {
                held.set(q.startAsync());
                inside.release();
            }, "/async");
            InMemoryExchange first = contexts.request("/app/async").start();
            assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
            first.awaitHandled();

            assertTrue(contexts.text("/app/fast").startsWith("platform"));
            held.get().complete();
            assertEquals(200, first.await().status());
        }
    }

    @Test
    void asyncWorksWithConnectorsThatCantKeepAnExchangeOpen() throws Exception {
        try (Contexts contexts = contexts(
                Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "2")).minimal()) {
            contexts.servlet("async", (q, r) -> {
                AsyncContext async = q.startAsync();
                async.start(() -> {
                    try {
                        async.getResponse().getWriter().print("later");
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    async.complete();
                });
            }, "/async");

            assertEquals("later", contexts.text("/app/async"));
        }
    }

    @Test
    void theThreadsEndWithTheContext() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Contexts contexts = contexts(
                Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "1"))) {
            contexts.servlet("thread", (q, r) -> thread.set(Thread.currentThread()), "/thread");
            contexts.get("/app/thread");
            assertTrue(thread.get().isAlive());
        }
        thread.get().join(20_000);
        assertFalse(thread.get().isAlive());
    }

    @Test
    void aThreadThatHangsIsInterruptedWhenTheContextEnds() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Contexts contexts = contexts(Map.of(Settings.EXECUTOR_TYPE, "platform", Settings.EXECUTOR_THREADS, "1"));
        contexts.servlet("hangs", (q, r) -> {
            thread.set(Thread.currentThread());
            inside.release();
            goOn.acquire();
        }, "/hangs");
        InMemoryExchange exchange = contexts.request("/app/hangs").start();
        assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));

        contexts.close();

        assertEquals(500, exchange.await().status());
        thread.get().join(20_000);
        assertFalse(thread.get().isAlive());
    }
}
