package dev.lanner.http;

import dev.lanner.spi.Application;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.Route;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What is particular to requests that run on the event loops themselves.
@ExtendWith(LeakCheck.class)
@Timeout(60)
class LoopSchedulerTest {
    private static final long LONG_HOLD_NANOS = 3_000_000;

    private final List<RawClient> clients = new ArrayList<>();
    private HttpConnector connector;
    private InetSocketAddress address;
    private HttpRuntime runtime;

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        connector.stop(Duration.ZERO);
    }

    @Test
    void requestsRunOnTheirLoopsThread() throws IOException {
        start(1, exchange -> text(exchange, Thread.currentThread().toString()));

        String thread = get("/");

        assertTrue(thread.contains("@lanner-loop-"), thread);
    }

    @Test
    void threadsThatTheApplicationStartsRunOnTheJdksScheduler() throws IOException {
        start(1, exchange -> {
            CompletableFuture<String> child = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                CompletableFuture<String> grandchild = new CompletableFuture<>();
                Thread.startVirtualThread(() -> grandchild.complete(Thread.currentThread().toString()));
                child.complete(Thread.currentThread() + " " + grandchild.join());
            });
            text(exchange, child.join());
        });

        String threads = get("/");

        assertTrue(!threads.contains("lanner") && threads.contains("ForkJoinPool"), threads);
    }

    /// Each of the requests spins until all are in: with fewer threads than requests nobody would ever be answered.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void requestsThatHoldTheirLoopAreSpreadOverMoreThreads(int loops) throws IOException {
        int requests = 8;
        AtomicInteger in = new AtomicInteger();
        start(loops, exchange -> {
            in.incrementAndGet();
            while (in.get() < requests) {
                Thread.onSpinWait();
            }
            text(exchange, "done");
        });

        List<RawClient> held = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            RawClient client = connect();
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            held.add(client);
        }

        for (RawClient client : held) {
            assertEquals("done", client.read().text());
        }
        assertTrue(runtime.takeovers() > 0, "takeovers: " + runtime.takeovers());
        Eventually.until("the carriers have come back", () -> runtime.carriers() <= 2 * loops + 3);
    }

    @Test
    void oneRequestThatHoldsItsLoopKeepsNobodyElseWaiting() throws IOException {
        CountDownLatch other = new CountDownLatch(1);
        start(1, exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/hold")) {
                while (other.getCount() > 0) {
                    Thread.onSpinWait();
                }
            } else {
                other.countDown();
            }
            text(exchange, "done");
        });
        RawClient holder = connect();
        holder.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");

        assertEquals("done", get("/"));
        assertEquals("done", holder.read().text());
    }

    @Test
    void routesThatHoldTheirLoopMoveToOtherThreads() throws IOException {
        Route route = new Route("busy");
        AtomicBoolean busy = new AtomicBoolean(true);
        start(1, exchange -> {
            exchange.require(Features.EXECUTION).route(route);
            while (busy.get() && !route.slow()) {
                long before = runtime.takeovers();
                while (runtime.takeovers() == before && !route.slow()) {
                    Thread.onSpinWait();
                }
                // one that lets go as soon as the loop is taken has held it for too short a time to be blamed
                long until = System.nanoTime() + LONG_HOLD_NANOS;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                Thread.yield();
            }
            text(exchange, Thread.currentThread().toString());
        });

        get("/");
        String later = get("/");

        assertTrue(route.slow());
        assertTrue(later.contains("@lanner-slow-"), later);
    }

    /// What the loop has read ahead during one request belongs to the body of the next.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodiesAreReadInOrderWhateverTheLoopHasReadAhead(boolean eagerGuard) throws IOException {
        System.setProperty("dev.lanner.http.eager-guard", Boolean.toString(eagerGuard));
        try {
            start(1, exchange -> {
                byte[] body = new byte[400];
                int length = 0;
                for (int n = 0; n >= 0; n = exchange.require(Features.REQUEST).body().read(body, length,
                        400 - length)) {
                    length += n;
                    if (length == 400) {
                        break;
                    }
                }
                Thread.yield();
                text(exchange, new String(body, 0, length, StandardCharsets.ISO_8859_1));
            });
        } finally {
            System.clearProperty("dev.lanner.http.eager-guard");
        }
        int requests = 1000;
        RawClient client = connect();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            all.append(i % 3 == 0
                    ? "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
                    : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n" + body(i));
        }

        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                for (int at = 0; at < all.length(); at += 977) {
                    client.send(all.substring(at, Math.min(all.length(), at + 977)));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        for (int i = 0; i < requests; i++) {
            assertEquals(i % 3 == 0 ? "" : body(i), client.read().text());
        }
        assertEquals(Thread.State.TERMINATED, joined(sender));
    }

    private static Thread.State joined(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return thread.getState();
    }

    private static String body(int number) {
        return String.valueOf((char) ('a' + number % 26)).repeat(300);
    }

    @Test
    void monitorsLocksAndSleepsMixWithoutAStall() throws Exception {
        Object monitor = new Object();
        ReentrantLock lock = new ReentrantLock();
        int[] counted = new int[2];
        start(2, exchange -> {
            synchronized (monitor) {
                counted[0]++;
                monitor.wait(1);
            }
            lock.lock();
            try {
                counted[1]++;
                Thread.yield();
            } finally {
                lock.unlock();
            }
            text(exchange, "done");
        });
        int rounds = 20;
        List<RawClient> many = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            many.add(connect());
        }

        for (int round = 0; round < rounds; round++) {
            for (RawClient client : many) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            for (RawClient client : many) {
                assertEquals("done", client.read().text());
            }
        }

        assertEquals(rounds * many.size(), counted[0]);
        assertEquals(rounds * many.size(), counted[1]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestsOfAStoppedLoopStillEnd(boolean slow) throws Exception {
        Route route = new Route("r");
        route.slow(slow);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        start(1, exchange -> {
            exchange.require(Features.EXECUTION).route(route);
            entered.countDown();
            go.await();
            ended.countDown();
        });
        connect().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        entered.await();

        connector.stop(Duration.ZERO);
        go.countDown();

        assertTrue(ended.await(20, TimeUnit.SECONDS));
    }

    private void start(int loops, Application application) throws IOException {
        Map<Setting<?>, Value> values = Map.of(Settings.EVENT_LOOPS, new Value((long) loops, "test"));
        SettingValues settings = new SettingValues(null, values);
        ConnectorContext context = new ConnectorContext(application, settings, new FeatureCollection(),
                RequestLog.NONE);
        EndpointUrl url = new EndpointUrl("http", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, "");
        connector = new HttpConnector(new EndpointConfig("test", url, settings, "test"), context,
                () -> List.of(new LoopbackListener(0)));
        address = (InetSocketAddress) connector.start().getFirst().address();
        runtime = (HttpRuntime) context.shared().get(HttpRuntime.class);
        assertEquals(Settings.Execution.LOOP, runtime.execution());
    }

    private RawClient connect() throws IOException {
        RawClient client = RawClient.connect(address);
        clients.add(client);
        return client;
    }

    private String get(String path) throws IOException {
        RawClient client = connect();
        client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return client.read().text();
    }

    private static void text(FeatureCollection exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }
}
