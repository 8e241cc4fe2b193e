package dev.lanner.worker.hop;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.spi.Application;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.pairing.WorkerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// A front server with event loops, and what depends on time and on the client's end.
class HopAtLoopTest {
    private static final int LIMIT_MILLIS = 300;

    private final PairingToken token = PairingToken.random();
    private Path directory;
    private Connector worker;
    private Connector front;
    private HopPool pool;

    private record One(HopPool pool) implements Workers {
        /// As when a process has to be started first.
        @Override
        public HopPool ready(FeatureCollection exchange) {
            if (exchange.require(Features.REQUEST).target().path().equals("/left")) {
                exchange.require(Features.LIFETIME).aborted().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS)
                        .join();
            }
            return pool;
        }

        @Override
        public boolean lost(HopPool suspected) {
            return false;
        }
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
    }

    @AfterEach
    void end() throws IOException {
        front.stop(Duration.ofSeconds(1));
        pool.close();
        worker.stop(Duration.ofSeconds(1));
        Files.delete(directory);
    }

    /// The limit is of the worker's time, and it has not all of the request yet.
    @Test
    void a_body_may_take_longer_than_an_answer() throws Exception {
        Semaphore arrived = new Semaphore(0);
        Socket client = start(exchange -> {
            BodySource body = exchange.require(Features.REQUEST).body();
            byte[] block = new byte[100];
            for (int count = body.read(block, 0, 100); count >= 0; count = body.read(block, 0, 100)) {
                arrived.release(count);
            }
            text(exchange, "all");
        });
        try (client) {
            send(client, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(4 * LIMIT_MILLIS)) {
                send(client, "1\r\nx\r\n");
                assertTrue(arrived.tryAcquire(10, TimeUnit.SECONDS), "the worker gets no more");
            }
            send(client, "0\r\n\r\n");
            assertTrue(answer(client).endsWith("all"));
        }
    }

    @Test
    void a_worker_that_reads_nothing_has_no_more_time() throws Exception {
        Semaphore end = new Semaphore(0);
        Socket client = start(exchange -> {
            assertTrue(end.tryAcquire(10, TimeUnit.SECONDS));
            text(exchange, "late");
        });
        try (client) {
            send(client, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
            assertTrue(answer(client).startsWith("HTTP/1.1 504 "));
        } finally {
            end.release();
        }
    }

    @Test
    void the_worker_is_told_that_the_client_has_left_before() throws Exception {
        Socket client = start(exchange -> {
            exchange.require(Features.LIFETIME).aborted().toCompletableFuture().get(10, TimeUnit.SECONDS);
            text(exchange, "told");
        });
        try (client) {
            send(client, "GET /left HTTP/1.1\r\nHost: a\r\n\r\n");
            client.shutdownOutput();
            assertTrue(answer(client).endsWith("told"));
        }
    }

    private Socket start(Application application) throws IOException {
        Path socket = directory.resolve("w.sock");
        ConnectorContext inside = new ConnectorContext(new PairedApplication(application, token,
                System.getProperty("user.name"), () -> ""), WorkerLimits.over(SettingValues.DEFAULTS),
                new FeatureCollection(), RequestLog.NONE);
        worker = new UnixConnectorFactory().create(new EndpointConfig("worker",
                EndpointUrl.parse("http://unix:" + socket), inside.settings(), "test"), inside);
        worker.start();
        pool = new HopPool(socket, token);
        Hop hop = new Hop("/", new One(pool), HopRules.of(Duration.ofMillis(LIMIT_MILLIS), -1));
        ConnectorContext outside = new ConnectorContext(hop, SettingValues.DEFAULTS, new FeatureCollection(),
                RequestLog.NONE);
        front = new TcpConnectorFactory().create(new EndpointConfig("tcp", EndpointUrl.parse("http://127.0.0.1:0"),
                SettingValues.DEFAULTS, "test"), outside);
        InetSocketAddress address = (InetSocketAddress) front.start().getFirst().address();
        Socket client = new Socket(address.getAddress(), address.getPort());
        client.setTcpNoDelay(true);
        client.setSoTimeout(20_000);
        return client;
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String answer(Socket from) throws IOException {
        return new String(from.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void text(FeatureCollection exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.require(Features.RESPONSE).headers().set("Content-Length", Integer.toString(bytes.length));
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }
}
