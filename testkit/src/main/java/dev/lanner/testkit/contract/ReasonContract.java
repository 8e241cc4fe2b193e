package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// What only a connection refuses: each once, with its status, its reason in the log, and the connection's end.
abstract class ReasonContract extends ContractTests {
    private static final String POST = "POST / HTTP/1.1\r\n" + HOST;
    private static final Application READING = exchange -> Applications.text(exchange,
            "" + Applications.readAll(exchange.require(Features.REQUEST).body()).length);

    /// What a client does until it is refused.
    interface Play {
        void on(RawClient client) throws IOException;
    }

    record Case(String reason, int status, Map<Setting<?>, Object> settings, Application application,
            Play play) {
        @Override
        public String toString() {
            return reason;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("connection-limit", 503, Map.of(Settings.MAX_CONNECTIONS, 0L), READING, client -> {
                }),
                new Case("upgrade-limit", 503, Map.of(Settings.MAX_UPGRADED_CONNECTIONS, 0L),
                        exchange -> exchange.require(Features.UPGRADE).upgrade(),
                        client -> client
                                .send("GET / HTTP/1.1\r\n" + HOST + "Connection: Upgrade\r\nUpgrade: x\r\n\r\n")),
                new Case("request-headers-timeout", 408,
                        Map.of(Settings.REQUEST_HEADERS_TIMEOUT, Duration.ofMillis(100)), READING,
                        client -> client.send("GET / HT")),
                new Case("request-body-too-slow", 408, slow(1_000_000L), READING,
                        client -> client.send(POST + "Content-Length: 9\r\n\r\nabc")),
                new Case("request-body-too-slow", 408, slow(1000L), READING, ReasonContract::trickle),
                new Case("request-body-too-large", 413, Map.of(Settings.MAX_REQUEST_BODY_SIZE, 8L), READING,
                        client -> client.send(POST + "Content-Length: 9\r\n\r\nabc")),
                new Case("request-body-too-large", 413, Map.of(Settings.MAX_REQUEST_BODY_SIZE, 8L), READING,
                        client -> client.send(chunked("/", "9\r\n123456789\r\n0\r\n\r\n"))),
                new Case("unexpected-end", 400, Map.of(), READING,
                        client -> client.send(POST + "Content-Length: 9\r\n\r\nabc").halfClose()),
                new Case("unexpected-end", 400, Map.of(), READING,
                        client -> client.send(chunked("/", "9\r\n1234")).halfClose()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusalsHaveAStatusAReasonAndAnEnd(Case one) throws IOException {
        boolean encrypted = subject().scheme().equals("https");
        assumeTrue(!(encrypted && one.reason.equals("connection-limit")), "without a handshake nothing can be said");
        assumeTrue(!one.reason.equals("unexpected-end") || subject().answersAfterTheEnd(),
                "this TLS can't answer a client that has ended its side");
        ContractServer server = serve(one.application, one.settings);
        RawClient client = connect(server);

        one.play.on(client);

        assertTrue(client.readToEndText().startsWith("HTTP/1.1 " + one.status + " "));
        Eventually.until("it is logged", () -> !server.log().isEmpty());
        client.close();
        server.stop(Duration.ofSeconds(5));
        assertEquals(List.of(one.reason), server.log().stream().map(RequestLogEntry::reason).toList());
        assertEquals(one.status, server.log().getFirst().status());
    }

    @ParameterizedTest
    @MethodSource("slowReaders")
    void slowReadersAreCutWithAReason(String request) throws IOException {
        ContractServer server = serve(exchange -> {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                exchange.require(Features.RESPONSE_BODY).write(block, 0, block.length);
            }
        }, Map.of(Settings.MIN_RATE_GRACE, Duration.ofMillis(1001), Settings.MIN_RESPONSE_RATE, 100_000_000L));

        RawClient client = connect(server).send(request);

        Eventually.until("it is logged", () -> !server.log().isEmpty());
        assertEquals(List.of("response-too-slow"), server.log().stream().map(RequestLogEntry::reason).toList());
        if (server.overTcp()) {
            assertEquals("127.0.0.1", server.log().getFirst().remote());
        }
        assertTrue(client.readToEnd().length < 200 << 20, "the whole answer came");
    }

    static Stream<String> slowReaders() {
        return Stream.of(get("/"), "GET / HTTP/1.0\r\n\r\n");
    }

    private static Map<Setting<?>, Object> slow(long rate) {
        return Map.of(Settings.MIN_RATE_GRACE, Duration.ofMillis(1001), Settings.MIN_REQUEST_BODY_RATE, rate);
    }

    /// Each byte comes within the grace, but all of them too slowly.
    private static void trickle(RawClient client) throws IOException {
        client.send(POST + "Content-Length: 100000\r\n\r\n");
        for (int i = 0; i < 100 && client.silentFor(Duration.ofMillis(200)); i++) {
            client.send("x");
        }
    }
}
