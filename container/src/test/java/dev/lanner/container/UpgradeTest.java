package dev.lanner.container;

import dev.lanner.spi.features.DuplexStream;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.ScriptedBody;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Leaving HTTP (Servlet 6.1, 2.3.3.5).
class UpgradeTest {
    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();
    private final Contexts contexts = Contexts.at("");

    @AfterEach
    void close() {
        contexts.close();
        EVENTS.clear();
    }

    /// Sends back what comes, in capitals.
    public static final class Echo implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            try {
                byte[] bytes = connection.getInputStream().readAllBytes();
                connection.getOutputStream().write(new String(bytes).toUpperCase().getBytes());
                connection.getOutputStream().flush();
                connection.close();
            } catch (Exception e) {
                throw e instanceof IOException io ? new UncheckedIOException(io) : new IllegalStateException(e);
            }
        }

        @Override
        public void destroy() {
            EVENTS.add("destroyed");
        }
    }

    @Test
    void theHandlerGetsTheConnectionAfterTheServletReturned() {
        contexts.servlet("s", (q, r) -> {
            q.upgrade(Echo.class);
            EVENTS.add("returns");
        }, "/");
        var response = contexts.request("/").upgrade("echo", new ScriptedBody().data("abc")).send();
        assertTrue(response.upgraded());
        assertEquals("ABC", response.text());
        assertEquals(List.of("returns", "destroyed"), EVENTS);
    }

    @Test
    void aFilterThatFlushesAfterwardsDoesNotHinderIt() {
        contexts.servlet("s", (q, r) -> q.upgrade(Echo.class), "/");
        contexts.filter("/*", (q, r, chain) -> {
            chain.doFilter(q, r);
            r.flushBuffer();
        });
        var response = contexts.request("/").upgrade("echo", new ScriptedBody().data("abc")).send();
        assertTrue(response.upgraded());
        assertEquals("ABC", response.text());
    }

    /// Holds the connection for as long as it may.
    public static final class Holder implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            EVENTS.add("held");
        }

        @Override
        public void destroy() {
            EVENTS.add("destroyed");
        }
    }

    @Test
    void stoppingTheApplicationEndsItsUpgradedConnections() {
        contexts.servlet("s", (q, r) -> q.upgrade(Holder.class), "/");
        var exchange = contexts.request("/").upgrade("hold", new ScriptedBody().pause()).start();
        Eventually.until("the connection is held", () -> EVENTS.contains("held"));

        assertTrue(contexts.container().undeploy(""));

        exchange.await();
        assertEquals(List.of("held", "destroyed"), EVENTS);
    }

    /// Reads for as long as there is something.
    public static final class Reader implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            EVENTS.add("held");
            try {
                connection.getInputStream().readAllBytes();
            } catch (IOException e) {
                EVENTS.add("woken");
            }
        }

        @Override
        public void destroy() {
            EVENTS.add("destroyed");
        }
    }

    @Test
    void aHandlerThatReadsInItsInitHoldsUpNoUndeploy() {
        contexts.servlet("s", (q, r) -> q.upgrade(Reader.class), "/");
        ScriptedBody bytes = new ScriptedBody().pause();
        var exchange = contexts.request("/").upgrade("hold", bytes).start();
        Eventually.until("the connection is held", () -> EVENTS.contains("held"));

        assertTrue(contexts.container().undeploy(""));

        exchange.await();
        assertEquals(List.of("held", "woken", "destroyed"), EVENTS);
    }

    /// A protocol of the server.
    public static final class Raw implements StreamUpgradeHandler {
        private Runnable ended;
        private DuplexStream stream;

        @Override
        public void opened(DuplexStream bytes, Runnable end) {
            stream = bytes;
            ended = end;
            EVENTS.add("opened");
        }

        @Override
        public void stopping() {
            EVENTS.add("stopping");
            stream.close();
            ended.run();
        }
    }

    @Test
    void aProtocolOfTheServerGetsTheBytesAndIsToldOfTheEnd() {
        contexts.servlet("s", (q, r) -> q.upgrade(Raw.class), "/");
        var exchange = contexts.request("/").upgrade("raw", new ScriptedBody().pause()).start();
        Eventually.until("the connection is open", () -> EVENTS.contains("opened"));

        contexts.container().goAway();

        exchange.await();
        assertEquals(List.of("opened", "stopping"), EVENTS);
        assertTrue(contexts.container().undeploy(""));
    }

    @Test
    void withoutTheClientsWishItIsRefused() {
        contexts.servlet("s", (q, r) -> q.upgrade(Echo.class), "/");
        assertEquals(500, contexts.get("/").status());
    }
}
