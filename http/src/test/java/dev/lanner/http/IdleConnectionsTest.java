package dev.lanner.http;

import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Which idle connections a stop ends at once: those whose last answer is longer ago than `keep-alive-drain-time`.
@Timeout(60)
class IdleConnectionsTest {
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static void serve(FeatureCollection exchange) {
        exchange.require(Features.RESPONSE).headers().set("Content-Length", "0");
    }

    @Test
    void quietOnesEndAtOnceAndOthersAreStillAnswered() throws Exception {
        try (TlsEndpoint server = new TlsEndpoint("http", IdleConnectionsTest::serve,
                Map.of(Settings.KEEP_ALIVE_DRAIN_TIME, DRAIN), Map.of());
                RawClient quiet = RawClient.connect(server.address());
                RawClient silent = RawClient.connect(server.address());
                RawClient busy = RawClient.connect(server.address())) {
            assertEquals(200, quiet.exchange(GET).status());
            long end = System.nanoTime() + DRAIN.toNanos() + 100_000_000;
            while (System.nanoTime() < end) {
                assertEquals(200, busy.exchange(GET).status());
            }

            CompletableFuture<StopResult> stopped = CompletableFuture
                    .supplyAsync(() -> server.connector().stop(Duration.ofSeconds(20)));
            quiet.expectClosed();
            silent.expectClosed();

            RawResponse last = busy.exchange(GET);
            assertEquals(200, last.status());
            assertTrue(last.closes());
            assertEquals(StopResult.GRACEFUL, stopped.get(20, TimeUnit.SECONDS));
        }
    }
}
