package dev.lanner.worker.hop;

import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestRequest;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.pairing.WorkerLimits;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HopPoolTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final PairingToken token = PairingToken.random();
    private Path directory;
    private Path socket;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        socket = directory.resolve("w.sock");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        Files.delete(directory);
    }

    @Test
    void a_worker_that_serves_is_ready() throws Exception {
        assertEquals("", askOf(() -> "", LONG));
    }

    @Test
    void a_worker_that_never_will_serve_says_why() throws Exception {
        assertEquals("its descriptor ends in line 7: ä", askOf(() -> "its descriptor ends in line 7: ä", LONG));
    }

    @Test
    void a_worker_that_is_behind_with_accepting_is_waited_for() throws Exception {
        try (ServerSocketChannel behind = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                HopPool pool = new HopPool(socket, token)) {
            behind.bind(UnixDomainSocketAddress.of(socket), 1);
            CompletableFuture<String> full = new CompletableFuture<>();
            Thread asking = Thread.ofVirtual().start(() -> {
                try (HopConnection _ = pool.fresh(null);
                        HopConnection _ = pool.fresh(null);
                        HopConnection _ = pool.fresh(null)) {
                    full.complete("connected");
                } catch (IOException e) {
                    full.complete(e.toString());
                }
            });
            Eventually.until("it waits", () -> asking.getState() == Thread.State.TIMED_WAITING || full.isDone());
            assertEquals("", full.getNow(""));
            behind.accept().close();
            assertEquals("connected", full.get(10, TimeUnit.SECONDS));
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    @Test
    void whoever_asks_waits_no_longer_than_it_wants() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try {
            assertThrows(SocketTimeoutException.class, () -> askOf(() -> {
                never.await();
                return "";
            }, Duration.ofMillis(50)));
        } finally {
            never.countDown();
        }
    }

    /// A worker with the session `a`, until it is told to say goodbye.
    private static final class OneSession implements PairedApplication.Readiness {
        private volatile boolean gone;

        @Override
        public String await() {
            return "";
        }

        @Override
        public void goAway() {
            gone = true;
        }

        @Override
        public boolean hasSessionOf(FeatureCollection exchange) {
            RequestFeature request = exchange.require(Features.REQUEST);
            return List.of("x=1; JSESSIONID=a", "JSESSIONID=a").containsAll(request.headers().all("Cookie"))
                    && request.headers().first("Cookie") != null
                    || request.target().rawPath().equals("/shop/x;jsessionid=a");
        }

        @Override
        public boolean hasSessions() {
            return !gone;
        }
    }

    /// Processes that run.
    private static final class Running implements Workers {
        private List<HopPool> pools = List.of();

        @Override
        public HopPool ready(FeatureCollection exchange) {
            return pools.getFirst();
        }

        @Override
        public boolean lost(HopPool pool) {
            return false;
        }

        @Override
        public List<HopPool> running() {
            return pools;
        }
    }

    private static boolean hasSession(Hop hop, String path, String... cookies) {
        AtomicBoolean has = new AtomicBoolean();
        TestRequest request = new InMemoryConnector(exchange -> has.set(hop.hasSessionOf(exchange))).get(path);
        for (String cookie : cookies) {
            request.header("Cookie", cookie);
        }
        assertNull(request.send().failure());
        return has.get();
    }

    @Test
    void workers_are_asked_for_sessions_and_told_to_say_goodbye() throws Exception {
        OneSession state = new OneSession();
        Connector worker = worker(state);
        worker.start();
        try (HopPool pool = new HopPool(socket, token); HopPool gone = new HopPool(directory.resolve("gone"), token)) {
            Running workers = new Running();
            workers.pools = List.of(gone, pool);
            Hop hop = new Hop("/shop", workers, HopRules.of(Duration.ZERO, -1));
            assertTrue(hasSession(hop, "/shop/", "JSESSIONID=a"));
            assertTrue(hasSession(hop, "/shop/", "x=1; JSESSIONID=a", "JSESSIONID=a"));
            assertTrue(hasSession(hop, "/shop/x;jsessionid=a"));
            assertFalse(hasSession(hop, "/shop/", "JSESSIONID=b"));
            assertFalse(hasSession(hop, "/shop/"));
            assertTrue(hop.hasSessions(), "one can't be asked");

            workers.pools = List.of(pool);
            assertTrue(hop.hasSessions());
            pool.goAway(LONG);
            assertTrue(state.gone);
            assertFalse(hop.hasSessions());
            workers.pools = List.of();
            assertFalse(hasSession(hop, "/shop/", "JSESSIONID=a"));
            assertFalse(hop.hasSessions());
        } finally {
            worker.stop(Duration.ofSeconds(1));
        }
    }

    @Test
    void where_nobody_listens_nobody_is_asked() {
        assertThrows(SocketException.class, () -> new HopPool(socket, token).awaitReady(LONG));
    }

    @Test
    void a_process_of_another_user_is_not_told_the_token() throws Exception {
        Connector worker = worker(() -> "");
        worker.start();
        try (HopPool pool = new HopPool(socket, token, "somebody-else")) {
            IOException refused = assertThrows(ForeignPeerException.class, () -> pool.take(null));

            assertTrue(refused.getMessage().contains("somebody-else"), refused.getMessage());
            assertTrue(refused.getMessage().contains(socket.toString()), refused.getMessage());
        } finally {
            worker.stop(Duration.ofSeconds(1));
        }
    }

    private String askOf(PairedApplication.Readiness readiness, Duration longest) throws IOException {
        Connector worker = worker(readiness);
        worker.start();
        try (HopPool pool = new HopPool(socket, token)) {
            return pool.awaitReady(longest);
        } finally {
            worker.stop(Duration.ofSeconds(1));
        }
    }

    private Connector worker(PairedApplication.Readiness readiness) {
        ConnectorContext inside = new ConnectorContext(new PairedApplication(exchange -> {
        }, token, System.getProperty("user.name"), readiness), WorkerLimits.over(SettingValues.DEFAULTS),
                new FeatureCollection(), RequestLog.NONE);
        return new UnixConnectorFactory().create(new EndpointConfig("worker",
                EndpointUrl.parse("http://unix:" + socket), inside.settings(), "test"), inside);
    }
}
