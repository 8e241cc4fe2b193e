package dev.lanner.http;

import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Limit max-response-buffer-size: a write above it is sent before it returns.
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ResponseBufferTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "100, 300", "4096, 5000"})
    void writesAboveTheLimitAreSentAtOnce(long limit, int written) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        SettingValues settings = new SettingValues(null,
                Map.of(Settings.EXECUTION, new Value(Execution.VIRTUAL, "test"), Settings.MAX_RESPONSE_BUFFER_SIZE,
                        new Value(limit, "test")));
        ConnectorContext context = new ConnectorContext(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Content-Length", Integer.toString(written + 1));
            exchange.require(Features.RESPONSE_BODY).write(new byte[written], 0, written);
            // ends only when the client has the head and these bytes
            seen.await();
            exchange.require(Features.RESPONSE_BODY).write(new byte[1], 0, 1);
        }, settings, new FeatureCollection(), RequestLog.NONE);
        HttpConnector connector = new HttpConnector(
                new EndpointConfig("test", new EndpointUrl("http", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, ""),
                        settings, "test"),
                context, () -> List.of(new LoopbackListener(0)));
        try (RawClient client = RawClient.connect(connector.start().getFirst().address())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

            readHead(client);
            assertEquals(written, client.readBytes(written).length);
            seen.countDown();
            assertEquals(0, client.readByte());
        } finally {
            connector.stop(Duration.ofSeconds(5));
        }
        assertEquals(0, connector.blocksInUse());
    }

    private static void readHead(RawClient client) throws IOException {
        int ends = 0;
        while (ends < 2) {
            int next = client.readByte();
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
        }
    }
}
