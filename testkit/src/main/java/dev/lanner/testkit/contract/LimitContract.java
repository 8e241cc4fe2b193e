package dev.lanner.testkit.contract;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Limits of heads, connections and time.
abstract class LimitContract extends ContractTests {
    private static final Map<Setting<?>, Object> SHORT_BODY_TIME = Map.of(Settings.MIN_RATE_GRACE,
            Duration.ofMillis(1001), Settings.MIN_REQUEST_BODY_RATE, 1_000_000L);

    @Test
    void requestLinesHaveALimit() throws IOException {
        ContractServer server = serve(exchange -> Applications.text(exchange, "ok"));
        // "GET " and " HTTP/1.1" are part of the line
        String most = "/" + "x".repeat(8192 - 4 - 9 - 1);

        assertEquals("ok", connect(server).exchange(get(most)).text());
        RawClient client = connect(server);
        assertEquals(414, client.exchange(get(most + "x")).status());
        client.expectClosed();
    }

    @Test
    void requestLinesWithoutAnEndAreRefused() throws IOException {
        RawClient client = connect(serve(Applications.path()));
        client.trySend(("GET /" + "x".repeat(100_000)).getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(414, client.read().status());
        client.expectClosed();
    }

    @Test
    void headersHaveALimitOfSize() throws IOException {
        ContractServer server = serve(exchange -> Applications.text(exchange, "ok"),
                Map.of(Settings.MAX_REQUEST_HEADERS_SIZE, 1000L));
        // each field counts with its line end
        String most = "Host: a\r\nX: " + "x".repeat(1000 - 9 - 5) + "\r\n";
        assertEquals(1000, most.length());

        assertEquals("ok", connect(server).exchange("GET / HTTP/1.1\r\n" + most + "\r\n").text());
        RawClient client = connect(server);
        assertEquals(431, client.exchange("GET / HTTP/1.1\r\n" + most.replace("X: ", "X: x") + "\r\n").status());
        client.expectClosed();
    }

    @Test
    void headersWithoutAnEndAreRefused() throws IOException {
        RawClient client = connect(serve(Applications.path()));
        client.trySend(("GET / HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(200_000)).getBytes(
                StandardCharsets.ISO_8859_1));

        assertEquals(431, client.read().status());
        client.expectClosed();
    }

    @Test
    void headersHaveALimitOfCount() throws IOException {
        ContractServer server = serve(exchange -> Applications.text(exchange,
                "" + exchange.require(Features.REQUEST).headers().size()));

        assertEquals("100", connect(server).exchange("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\n".repeat(99) + "\r\n")
                .text());
        RawClient client = connect(server);
        assertEquals(431, client.exchange("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\n".repeat(100) + "\r\n").status());
        client.expectClosed();
    }

    @ParameterizedTest
    @MethodSource("unfinishedHeads")
    void headsMustComeInTime(String begun) throws IOException {
        ContractServer server = serve(Applications.path(),
                Map.of(Settings.REQUEST_HEADERS_TIMEOUT, Duration.ofSeconds(1)));
        RawClient client = connect(server).send(begun);

        RawResponse response = client.read();

        assertEquals(408, response.status());
        assertTrue(response.closes());
        client.expectClosed();
        Eventually.until("the refusal is logged", () -> server.log().stream()
                .anyMatch(entry -> entry.status() == 408 && entry.reason() != null));
    }

    static List<String> unfinishedHeads() {
        return List.of("G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n");
    }

    @Test
    void idleConnectionsAreClosed() throws IOException {
        ContractServer server = serve(Applications.path(),
                Map.of(Settings.KEEP_ALIVE_TIMEOUT, Duration.ofSeconds(1)));
        RawClient fresh = connect(server);
        RawClient used = connect(server);
        assertEquals("/", used.exchange(get("/")).text());

        used.expectClosed();
        fresh.expectClosed();
    }

    @Test
    void busyConnectionsAreNotIdle() throws Exception {
        CountDownLatch idleClosed = new CountDownLatch(1);
        ContractServer server = serve(exchange -> {
            Applications.await(idleClosed);
            Applications.text(exchange, "slow");
        }, Map.of(Settings.KEEP_ALIVE_TIMEOUT, Duration.ofSeconds(1), Settings.REQUEST_HEADERS_TIMEOUT,
                Duration.ofSeconds(1)));
        RawClient busy = connect(server).send(get("/"));
        RawClient idle = connect(server);
        idle.expectClosed();
        idleClosed.countDown();

        assertEquals("slow", busy.read().text());
    }

    @Test
    void slowBodiesAreRefused() throws IOException {
        RawClient client = connect(serve(Applications.length(), SHORT_BODY_TIME));
        client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 100\r\n\r\nabc");

        assertEquals(408, client.read().status());
        client.expectClosed();
    }

    @Test
    void theRateIsSetForEachRequest() throws Exception {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        ContractServer server = serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/patient")) {
                DataRateFeature rate = exchange.require(Features.DATA_RATE);
                assertTrue(rate.request().limited());
                rate.request(DataRate.NONE);
                begun.complete(true);
            }
            Applications.length().handle(exchange);
        }, SHORT_BODY_TIME);
        String head = " HTTP/1.1\r\n" + HOST + "Content-Length: 4\r\n\r\nab";
        RawClient patient = connect(server).send("POST /patient" + head);
        begun.get(20, TimeUnit.SECONDS);
        RawClient other = connect(server).send("POST /" + head);

        assertEquals(408, other.read().status());
        assertEquals("4", patient.send("cd").read().text());
    }

    @Test
    void clientsThatDoNotReadAreCut() throws Exception {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        ContractServer server = serve(exchange -> {
            byte[] block = new byte[1 << 20];
            try {
                for (int i = 0; i < 200; i++) {
                    exchange.require(Features.RESPONSE_BODY).write(block, 0, block.length);
                }
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        }, Map.of(Settings.MIN_RATE_GRACE, Duration.ofMillis(1001), Settings.MIN_RESPONSE_RATE, 100_000_000L));

        connect(server).send(get("/"));

        failure.get(20, TimeUnit.SECONDS);
    }

    @Test
    void connectionsAboveTheLimitAreTurnedAway() throws IOException {
        ContractServer server = serve(Applications.path(), Map.of(Settings.MAX_CONNECTIONS, 2L));
        RawClient first = connect(server);
        RawClient second = connect(server);
        assertEquals("/", first.exchange(get("/")).text());
        assertEquals("/", second.exchange(get("/")).text());

        String answer = turnedAway(server);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 503"), answer);
        first.close();

        Eventually.until("there is room again", () -> served(server));
        assertEquals("/", second.exchange(get("/")).text());
    }

    private static String turnedAway(ContractServer server) throws IOException {
        try (RawClient client = server.connect()) {
            client.trySend(get("/").getBytes(StandardCharsets.ISO_8859_1));
            return client.readToEndText();
        } catch (EOFException | SocketException e) {
            // before a handshake nothing can be said, and the hello may be unread
            return "";
        }
    }

    private static boolean served(ContractServer server) {
        try (RawClient client = server.connect()) {
            return client.exchange(get("/")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
