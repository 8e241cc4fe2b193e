package dev.lanner.testkit.contract;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// Connectors that come and go.
abstract class LifecycleContract extends ContractTests {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Test
    void connectorsAreStartedOnce() throws Exception {
        Connector connector = fresh();
        connector.start();
        try {
            assertThrows(IllegalStateException.class, connector::start);
        } finally {
            connector.stop(Duration.ZERO);
        }
        assertThrows(IllegalStateException.class, connector::start);
    }

    @Test
    void stopMayComeTwiceAndBeforeTheStart() throws Exception {
        Connector never = fresh();
        assertEquals(StopResult.GRACEFUL, never.stop(Duration.ZERO));
        Connector connector = fresh();
        connector.start();

        connector.pause();
        connector.pause();
        assertEquals(StopResult.GRACEFUL, connector.stop(Duration.ofSeconds(5)));
        assertEquals(StopResult.GRACEFUL, connector.stop(Duration.ofSeconds(5)));
    }

    @Test
    void serversLeaveNoDescriptorsBehind() throws IOException {
        long after = 0;
        for (int i = 0; i < 12; i++) {
            try (ContractServer server = new ContractServer(subject(), Map.of(Settings.EVENT_LOOPS, 2L))) {
                server.application(Applications.path());
                try (RawClient idle = server.connect(); RawClient client = server.connect()) {
                    assertEquals("/a", client.exchange(get("/a")).text());
                    idle.send("GET ");
                }
            }
            if (i == 3) {
                // what the JDK opens once and keeps is open by now
                after = descriptors();
            }
        }
        long allowed = after;
        Eventually.until("the descriptors are as many as before", () -> descriptors() <= allowed);
    }

    private Connector fresh() throws Exception {
        return subject().connector(new ConnectorContext(Applications.path(), subject().settings(),
                new FeatureCollection(), RequestLog.NONE));
    }

    private static long descriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError("the process' descriptors can't be listed", e);
        }
    }
}
