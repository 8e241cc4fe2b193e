package dev.lanner.testkit.contract;

import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// How exchanges and connections end.
abstract class LifetimeContract extends ContractTests {
    private static final String UPGRADE = "GET /up HTTP/1.1\r\n" + HOST + "Connection: Upgrade\r\nUpgrade: echo\r\n";

    @Test
    void suspendedExchangesAreFinishedFromAnywhere() throws Exception {
        CompletableFuture<FeatureCollection> suspended = new CompletableFuture<>();
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.EXECUTION).suspend();
            suspended.complete(exchange);
        }));
        client.send(get("/"));
        FeatureCollection exchange = suspended.get(20, TimeUnit.SECONDS);
        ExecutionFeature execution = exchange.require(Features.EXECUTION);
        assertTrue(client.silentFor(Duration.ofMillis(30)));

        execution.execute(() -> {
            answer(exchange, "late");
            execution.finish();
        });

        assertEquals("late", client.read().text());
    }

    @Test
    void finishMayComeBeforeTheCallReturnsAndTwice() throws IOException {
        RawClient client = connect(serve(exchange -> {
            ExecutionFeature execution = exchange.require(Features.EXECUTION);
            execution.suspend();
            answer(exchange, "early");
            execution.finish();
            execution.finish();
        }));

        assertEquals("early", client.exchange(get("/")).text());
        assertEquals("early", client.exchange(get("/")).text());
    }

    @Test
    void stepsMayBlock() throws IOException {
        RawClient client = connect(serve(exchange -> {
            ExecutionFeature execution = exchange.require(Features.EXECUTION);
            execution.suspend();
            execution.execute(() -> {
                try {
                    answer(exchange, new String(Applications.readAll(exchange.require(Features.REQUEST).body()),
                            StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                execution.finish();
            });
        }));
        client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 6\r\n\r\nabc");
        assertTrue(client.silentFor(Duration.ofMillis(30)));

        assertEquals("abcdef", client.send("def").read().text());
    }

    @Test
    void deadlinesPassAndAreCancelled() throws Exception {
        CompletableFuture<Boolean> wrong = new CompletableFuture<>();
        RawClient client = connect(serve(exchange -> {
            ExecutionFeature execution = exchange.require(Features.EXECUTION);
            execution.suspend();
            execution.deadline(Duration.ofMillis(20), () -> wrong.complete(true));
            execution.deadline(Duration.ZERO, () -> wrong.complete(true));
            execution.deadline(Duration.ofMillis(30), () -> execution.execute(() -> {
                answer(exchange, "expired");
                execution.finish();
            }));
        }));

        assertEquals("expired", client.exchange(get("/")).text());
        assertThrows(TimeoutException.class, () -> wrong.get(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void bodiesAreWrittenFromForeignThreads() throws IOException {
        byte[] block = new byte[1 << 20];
        RawClient client = connect(serve(exchange -> {
            Thread platform = Thread.ofPlatform().daemon().start(() -> {
                try {
                    exchange.require(Features.RESPONSE_BODY).write(block, 0, block.length);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            platform.join();
        }));

        assertEquals(block.length, client.exchange(get("/")).body().length);
    }

    @Test
    void lateUseIsRefused() throws Exception {
        CompletableFuture<FeatureCollection> kept = new CompletableFuture<>();
        ContractServer server = serve(exchange -> {
            exchange.require(Features.REQUEST_ID);
            exchange.require(Features.LIFETIME);
            exchange.require(Features.MAX_REQUEST_BODY_SIZE);
            exchange.require(Features.EXECUTION);
            kept.complete(exchange);
            Applications.text(exchange, "x");
        });
        RawClient client = connect(server);
        client.exchange(get("/"));
        client.exchange(get("/"));
        FeatureCollection late = kept.get();

        refused(() -> late.require(Features.REQUEST).method());
        refused(() -> late.require(Features.REQUEST).headers().first("Host"));
        refused(() -> late.require(Features.RESPONSE).status(500));
        refused(() -> late.require(Features.RESPONSE).headers().set("X-A", "1"));
        refused(() -> late.require(Features.EXECUTION).suspend());
        refused(() -> late.require(Features.MAX_REQUEST_BODY_SIZE).limit(1));
        assertThrows(Exception.class, () -> late.require(Features.RESPONSE_BODY).write(new byte[1], 0, 1));
        assertThrows(Exception.class, () -> late.require(Features.REQUEST).body().read(new byte[1], 0, 1));
        assertEquals("x", client.exchange(get("/")).text());
    }

    @Test
    void clientsThatCloseTheirSideStillGetTheirAnswer() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        RawClient client = connect(serve(exchange -> {
            Applications.await(closed);
            Applications.text(exchange, "x".repeat(100_000));
        }));

        client.send(get("/")).halfClose();
        closed.countDown();

        assertEquals(100_000, client.read().text().length());
        client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-close", "reset"})
    void clientsThatLeaveCompleteAborted(String how) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> aborted = new CompletableFuture<>();
        ContractServer server = serve(exchange -> {
            LifetimeFeature lifetime = exchange.require(Features.LIFETIME);
            assertFalse(lifetime.aborted().toCompletableFuture().isDone());
            begun.countDown();
            lifetime.aborted().toCompletableFuture().get(20, TimeUnit.SECONDS);
            aborted.complete(true);
        });
        RawClient client = connect(server).send(get("/"));
        Applications.await(begun);
        if (how.equals("reset")) {
            client.reset();
        } else {
            client.halfClose();
        }

        assertTrue(aborted.get(20, TimeUnit.SECONDS));
    }

    @Test
    void suspendedExchangesLearnThatTheClientLeft() throws Exception {
        CompletableFuture<FeatureCollection> suspended = new CompletableFuture<>();
        CompletableFuture<Boolean> aborted = new CompletableFuture<>();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.EXECUTION).suspend();
            exchange.require(Features.LIFETIME).aborted().thenRun(() -> aborted.complete(true));
            exchange.require(Features.LIFETIME).gone().thenRun(() -> gone.complete(true));
            suspended.complete(exchange);
        }));
        client.send(get("/"));
        FeatureCollection exchange = suspended.get(20, TimeUnit.SECONDS);
        boolean resets = client.localAddress() instanceof InetSocketAddress && !subject().behindAHop();

        client.reset();

        assertTrue(aborted.get(20, TimeUnit.SECONDS));
        // a Unix socket has no reset: its end looks like a closed side until a write fails
        assertTrue(!resets || gone.get(20, TimeUnit.SECONDS));
        exchange.require(Features.EXECUTION).finish();
    }

    @Test
    void onlyAFailureCompletesGone() throws Exception {
        CompletableFuture<FeatureCollection> suspended = new CompletableFuture<>();
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.EXECUTION).suspend();
            LifetimeFeature lifetime = exchange.require(Features.LIFETIME);
            lifetime.aborted().thenRun(() -> left.complete(true));
            lifetime.gone().thenRun(() -> gone.complete(true));
            suspended.complete(exchange);
        }));
        client.send(get("/")).halfClose();
        FeatureCollection exchange = suspended.get(20, TimeUnit.SECONDS);
        assertTrue(left.get(20, TimeUnit.SECONDS));
        assertFalse(gone.isDone());

        client.reset();
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                exchange.require(Features.RESPONSE_BODY).write(new byte[100_000], 0, 100_000);
            }
        });

        assertTrue(gone.get(20, TimeUnit.SECONDS));
        exchange.require(Features.EXECUTION).finish();
    }

    @Test
    void normalEndsAreNoAborts() throws Exception {
        AtomicReference<CompletableFuture<Void>> aborted = new AtomicReference<>();
        RawClient client = connect(serve(exchange -> {
            aborted.set(exchange.require(Features.LIFETIME).aborted().toCompletableFuture());
            Applications.text(exchange, "ok");
        }));
        client.exchange(get("/"));
        CompletableFuture<Void> first = aborted.get();
        client.exchange(get("/"));
        client.close();

        assertFalse(first.isDone());
    }

    @Test
    void abortEndsTheConnection() throws IOException {
        RawClient client = connect(serve(exchange -> exchange.require(Features.LIFETIME).abort()));

        client.send(get("/"));

        assertEquals("", client.readToEndText());
    }

    @Test
    void writesFailOnceTheClientIsGone() throws Exception {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        CountDownLatch serving = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        ContractServer server = serve(exchange -> {
            serving.countDown();
            Applications.await(gone);
            try {
                for (int i = 0; i < 1000; i++) {
                    exchange.require(Features.RESPONSE_BODY).write(new byte[100_000], 0, 100_000);
                }
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        });
        RawClient client = connect(server).send(get("/"));
        Eventually.until("the request has arrived", () -> !server.dispatched().isEmpty());

        // a reset before would take the request along
        Applications.await(serving);
        client.reset();
        gone.countDown();

        failure.get(20, TimeUnit.SECONDS);
    }

    @Test
    void upgradedConnectionsCarryBytesBothWays() throws Exception {
        RawClient client = connect(serve(exchange -> {
            UpgradeFeature upgrade = exchange.require(Features.UPGRADE);
            assertTrue(upgrade.upgradable());
            exchange.require(Features.RESPONSE).headers().set("Upgrade", "echo");
            exchange.require(Features.RESPONSE).headers().set("Connection", "Upgrade");
            try (DuplexStream stream = upgrade.upgrade()) {
                assertFalse(upgrade.upgradable());
                assertThrows(IllegalStateException.class, upgrade::upgrade);
                byte[] block = new byte[1024];
                for (int count = stream.input().read(block, 0, 1024); count >= 0; count = stream.input().read(block,
                        0, 1024)) {
                    stream.output().write(block, 0, count);
                    stream.output().flush();
                }
            }
        }));

        RawResponse response = client.send(UPGRADE + "\r\nearly").read();

        assertEquals(101, response.status());
        assertEquals("echo", response.header("Upgrade"));
        assertEquals("early", new String(client.readBytes(5), StandardCharsets.ISO_8859_1));
        for (int i = 0; i < 10; i++) {
            assertEquals("GET / HTTP/1.1\r\n\r\n",
                    new String(client.send("GET / HTTP/1.1\r\n\r\n").readBytes(18), StandardCharsets.ISO_8859_1));
        }
        client.halfClose();
        client.expectClosed();
    }

    @Test
    void requestsWithoutUpgradeCannotBeUpgraded() throws IOException {
        RawClient client = connect(serve(exchange -> {
            UpgradeFeature upgrade = exchange.get(Features.UPGRADE);
            Applications.text(exchange, "" + (upgrade != null && upgrade.upgradable()));
        }));

        assertEquals("false", client.exchange(get("/")).text());
        assertEquals("false", client.exchange("GET / HTTP/1.1\r\n" + HOST + "Upgrade: echo\r\n\r\n").text());
        assertEquals("false", client
                .exchange("GET / HTTP/1.0\r\nConnection: Upgrade, keep-alive\r\nUpgrade: echo\r\n\r\n").text());
    }

    @Test
    void upgradesAboveTheLimitAreRefused() throws IOException {
        RawClient client = connect(serve(exchange -> exchange.require(Features.UPGRADE).upgrade().close(),
                Map.of(Settings.MAX_UPGRADED_CONNECTIONS, 0L)));

        assertEquals(503, client.exchange(UPGRADE + "\r\n").status());
    }

    @Test
    void stopLetsRunningRequestsEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ContractServer server = serve(exchange -> {
            begun.countDown();
            Applications.await(release);
            Applications.text(exchange, "done");
        }, Map.of(Settings.EVENT_LOOPS, 2L));
        RawClient idle = connect(server);
        RawClient client = connect(server).send(get("/"));
        Applications.await(begun);
        CompletableFuture<StopResult> stopped = CompletableFuture
                .supplyAsync(() -> server.stop(Duration.ofSeconds(20)));
        Eventually.until("no new connection is served", () -> refuses(server));
        release.countDown();

        RawResponse response = client.read();
        assertEquals("done", response.text());
        assertTrue(response.closes());
        assertEquals(StopResult.GRACEFUL, stopped.get(20, TimeUnit.SECONDS));
        idle.expectClosed();
    }

    @Test
    void stopAbortsWhatDoesNotEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ContractServer server = serve(exchange -> {
            begun.countDown();
            exchange.require(Features.LIFETIME).aborted().thenRun(release::countDown);
            Applications.await(release);
        }, Map.of(Settings.EVENT_LOOPS, 1L));
        RawClient client = connect(server).send(get("/"));
        Applications.await(begun);

        assertEquals(StopResult.FORCED, server.stop(Duration.ofMillis(50)));
        assertEquals("", client.readToEndText());
    }

    private static boolean refuses(ContractServer server) {
        try (RawClient client = server.connect().timeout(Duration.ofMillis(100))) {
            client.send(get("/"));
            String answer = client.readToEndText();
            return answer.isEmpty() || answer.startsWith("HTTP/1.1 503");
        } catch (IOException e) {
            return true;
        }
    }

    private static void answer(FeatureCollection exchange, String text) {
        try {
            Applications.text(exchange, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(Executable use) {
        assertThrows(IllegalStateException.class, use);
    }
}
