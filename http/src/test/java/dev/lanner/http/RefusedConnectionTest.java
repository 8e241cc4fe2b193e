package dev.lanner.http;

import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.transport.Listener;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Connections that are refused before anything was read from them.
@ExtendWith(LeakCheck.class)
@Timeout(60)
class RefusedConnectionTest {
    private final CountDownLatch accepted = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<RequestLogEntry> entries = new CopyOnWriteArrayList<>();
    private HttpConnector connector;
    private InetSocketAddress address;

    @AfterEach
    void stop() {
        goOn.countDown();
        connector.stop(Duration.ZERO);
    }

    @Test
    void aClientThatVanishesBeforeItIsRefusedIsForgotten() throws Exception {
        start(0, true, false);
        RawClient client = RawClient.connect(address);
        await(accepted);

        client.reset();
        goOn.countDown();

        Eventually.until("it is logged", () -> !entries.isEmpty());
        Eventually.until("nothing is open", () -> connector.connections() == 0);
        assertEquals("connection-limit", entries.getFirst().reason());
    }

    @Test
    void connectionsThatComeWhileTheServerStopsAreServedOnce() throws Exception {
        start(100, false, true);
        CompletableFuture<Void> paused = CompletableFuture.runAsync(() -> connector.pause());
        await(closing);

        try (RawClient client = RawClient.connect(address)) {
            RawResponse last = client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, last.status());
            assertTrue(last.closes());
            client.expectClosed();
        }

        goOn.countDown();
        paused.get(20, TimeUnit.SECONDS);
        assertEquals(List.of(), entries);
    }

    private void start(long most, boolean holdAccepted, boolean holdClose) throws IOException {
        Map<Setting<?>, Value> values = Map.of(Settings.EVENT_LOOPS, new Value(1L, "test"), Settings.MAX_CONNECTIONS,
                new Value(most, "test"));
        SettingValues settings = new SettingValues(null, values);
        ConnectorContext context = new ConnectorContext(exchange -> {
        }, settings, new FeatureCollection(), new RequestLog() {
            @Override
            public boolean wantsAll() {
                return false;
            }

            @Override
            public void log(RequestLogEntry entry) {
                entries.add(entry);
            }
        });
        EndpointUrl url = new EndpointUrl("http", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, "");
        connector = new HttpConnector(new EndpointConfig("test", url, settings, "test"), context,
                () -> List.of(new HoldingListener(new LoopbackListener(0), holdAccepted, holdClose)));
        address = (InetSocketAddress) connector.start().getFirst().address();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Stops where the test wants to be in between.
    private final class HoldingListener implements Listener {
        private final Listener inner;
        private final boolean holdAccepted;
        private final boolean holdClose;

        HoldingListener(Listener inner, boolean holdAccepted, boolean holdClose) {
            this.inner = inner;
            this.holdAccepted = holdAccepted;
            this.holdClose = holdClose;
        }

        @Override
        public ServerSocketChannel channel() {
            return inner.channel();
        }

        @Override
        public String url() {
            return inner.url();
        }

        @Override
        public SocketAddress address() {
            return inner.address();
        }

        @Override
        public void configure(SocketChannel channel) throws IOException {
            inner.configure(channel);
            if (holdAccepted) {
                accepted.countDown();
                await(goOn);
            }
        }

        @Override
        public FeatureCollection features(SocketChannel channel, String connectionId, FeatureCollection server) {
            return inner.features(channel, connectionId, server);
        }

        @Override
        public void close() throws IOException {
            if (holdClose) {
                closing.countDown();
                await(goOn);
            }
            inner.close();
        }
    }
}
