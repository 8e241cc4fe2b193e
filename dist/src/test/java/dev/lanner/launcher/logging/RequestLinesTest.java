package dev.lanner.launcher.logging;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.spi.Application;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Lines of the server log name the request that is being served.
class RequestLinesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ServerLog log = new ServerLog(out);
    private final System.Logger logger = log.logger("app.Shop");
    private Connector connector;

    @AfterEach
    void stop() {
        if (connector != null) {
            connector.stop(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void each_request_of_a_connection_is_named_by_both_ids(Execution execution) throws Exception {
        SocketAddress address = start(execution, exchange -> {
            logger.log(System.Logger.Level.INFO, "sold");
            answerIds(exchange);
        });
        try (RawClient client = RawClient.connect(address)) {
            // pipelined: both are served by one thread
            client.send(GET + GET);
            String first = client.read().text();
            String second = client.read().text();

            assertEquals(List.of("app.Shop [" + first + "]: sold", "app.Shop [" + second + "]: sold"), lines());
            assertTrue(!first.equals(second) && first.startsWith("c:"), first + " " + second);
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void each_stream_is_named(Execution execution) throws Exception {
        SocketAddress address = start(execution, exchange -> {
            logger.log(System.Logger.Level.INFO, "sold");
            answerIds(exchange);
        });
        try (Http2Client client = Http2Client.connect(address)) {
            String first = client.exchange("GET", "/").text();
            String second = client.exchange("GET", "/").text();

            assertEquals(List.of("app.Shop [" + first + "]: sold", "app.Shop [" + second + "]: sold"), lines());
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void the_id_that_the_application_gave_is_the_one(Execution execution) throws Exception {
        SocketAddress address = start(execution, exchange -> {
            exchange.require(Features.REQUEST_ID).id("evil\nline");
            logger.log(System.Logger.Level.INFO, "sold");
            answerIds(exchange);
        });
        try (RawClient client = RawClient.connect(address)) {
            client.send(GET).read();
        }
        assertTrue(lines().getFirst().endsWith(" r:evil\\nline]: sold"), lines().toString());
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void steps_of_a_suspended_request_are_named_on_their_own_threads(Execution execution) throws Exception {
        SocketAddress address = start(execution, exchange -> {
            exchange.require(Features.EXECUTION).suspend();
            exchange.require(Features.EXECUTION).execute(() -> {
                logger.log(System.Logger.Level.INFO, "later");
                try {
                    answerIds(exchange);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                exchange.require(Features.EXECUTION).finish();
            });
        });
        try (RawClient client = RawClient.connect(address)) {
            String ids = client.send(GET).read().text();
            assertEquals(List.of("app.Shop [" + ids + "]: later"), lines());
        }
    }

    @Test
    void threads_that_the_application_starts_are_named_until_the_request_ends() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        SocketAddress address = start(Execution.LOOP, exchange -> {
            CountDownLatch first = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                logger.log(System.Logger.Level.INFO, "while it runs");
                first.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                logger.log(System.Logger.Level.INFO, "after its end");
            });
            first.await();
            answerIds(exchange);
            exchange.require(Features.CONNECTION_LIFETIME).requestClose();
        });
        try (RawClient client = RawClient.connect(address)) {
            String ids = client.send(GET).read().text();
            client.readToEnd();
            over.countDown();
            Eventually.until("both lines are there", () -> lines().size() == 2);
            assertEquals(List.of("app.Shop [" + ids + "]: while it runs", "app.Shop: after its end"), lines());
        }
    }

    @Test
    void a_thread_that_outlives_its_request_is_not_named_by_the_next_one_of_the_connection() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch logged = new CountDownLatch(1);
        AtomicBoolean started = new AtomicBoolean();
        SocketAddress address = start(Execution.LOOP, exchange -> {
            if (started.compareAndSet(false, true)) {
                Thread.ofVirtual().start(() -> {
                    try {
                        second.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    logger.log(System.Logger.Level.INFO, "of the first");
                    logged.countDown();
                });
            } else {
                second.countDown();
                logged.await();
                logger.log(System.Logger.Level.INFO, "of the second");
            }
            answerIds(exchange);
        });
        try (RawClient client = RawClient.connect(address)) {
            // pipelined: both are served by one thread
            client.send(GET + GET);
            client.read();
            String ids = client.read().text();

            assertEquals(List.of("app.Shop: of the first", "app.Shop [" + ids + "]: of the second"), lines());
        }
    }

    @Test
    void a_name_of_the_jdks_other_logging_forges_no_line_and_is_not_kept() {
        LineHandler handler = new LineHandler(log);
        LogRecord logged = new LogRecord(java.util.logging.Level.WARNING, "a\r\n\u001b[31mb");
        logged.setLoggerName("app.\nevil");
        handler.publish(logged);
        log.levels(System.Logger.Level.INFO, Map.of("app", System.Logger.Level.ERROR));
        handler.publish(logged);

        assertEquals(List.of("app.\\nevil: a\\r\\n\\u001b[31mb"), lines());
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void what_is_logged_by_the_jdks_other_logging_is_a_line_too(Execution execution) throws Exception {
        LineHandler handler = new LineHandler(log);
        SocketAddress address = start(execution, exchange -> {
            LogRecord logged = new LogRecord(java.util.logging.Level.WARNING, "{0} left");
            logged.setLoggerName("app.Stock");
            logged.setParameters(new Object[]{3});
            handler.publish(logged);
            answerIds(exchange);
        });
        try (RawClient client = RawClient.connect(address)) {
            String ids = client.send(GET).read().text();
            assertEquals(List.of("app.Stock [" + ids + "]: 3 left"), lines());
        }
    }

    @Test
    void lines_outside_of_requests_name_none() throws Exception {
        logger.log(System.Logger.Level.INFO, "one");
        Thread.ofVirtual().start(() -> logger.log(System.Logger.Level.INFO, "two")).join();

        assertEquals(List.of("app.Shop: one", "app.Shop: two"), lines());
    }

    private static void answerIds(FeatureCollection exchange) throws java.io.IOException {
        byte[] ids = ("c:" + exchange.require(Features.CONNECTION).id() + " r:"
                + exchange.require(Features.REQUEST_ID).id()).getBytes(StandardCharsets.UTF_8);
        exchange.require(Features.RESPONSE).headers().set("Content-Length", Integer.toString(ids.length));
        exchange.require(Features.RESPONSE_BODY).write(ids, 0, ids.length);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().map(line -> line.substring(line.indexOf("app."))).toList();
    }

    private SocketAddress start(Execution execution, Application application) throws Exception {
        SettingValues settings = new SettingValues(SettingValues.DEFAULTS,
                Map.of(Settings.EXECUTION, new SettingValues.Value(execution, "test"), Settings.KEEP_ALIVE_DRAIN_TIME,
                        new SettingValues.Value(Duration.ZERO, "test")));
        connector = new TcpConnectorFactory().create(
                new EndpointConfig("web", EndpointUrl.parse("http://127.0.0.1:0"), settings, "test"),
                new ConnectorContext(application, settings, new FeatureCollection(), RequestLog.NONE));
        return connector.start().getFirst().address();
    }
}
