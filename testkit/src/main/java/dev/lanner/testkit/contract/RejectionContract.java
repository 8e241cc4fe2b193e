package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Requests that must be refused, each with its status and a closed connection, and clients that vanish.
abstract class RejectionContract extends ContractTests {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String WHOLE = "POST /vanish?a=b HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n5;e=\"x\"\r\nabcde\r\n0\r\nX-T: 1\r\n\r\n" + get("/next");

    private static final Application READING = exchange -> {
        Applications.readAll(exchange.require(Features.REQUEST).body());
        Applications.text(exchange, exchange.require(Features.REQUEST).target().path());
    };

    static Stream<MalformedRequest> malformedHeads() {
        return Stream.of(MalformedHeads.lines(), MalformedHeads.fields(), MalformedHeads.hosts(),
                MalformedHeads.framing(), MalformedTargets.paths(), MalformedTargets.authorities())
                .flatMap(List::stream);
    }

    static Stream<MalformedRequest> malformedBodies() {
        return Stream.of(MalformedBodies.chunks(), MalformedBodies.trailers()).flatMap(List::stream);
    }

    static Stream<String> goodRequests() {
        return GoodRequests.all().stream();
    }

    static IntStream cuts() {
        return IntStream.range(0, WHOLE.length());
    }

    @ParameterizedTest
    @MethodSource("malformedHeads")
    void malformedHeadsNeverReachTheApplication(MalformedRequest request) throws IOException {
        ContractServer server = serve(READING);

        refused(server, request);

        assertEquals(List.of(), server.dispatched());
    }

    @ParameterizedTest
    @MethodSource("malformedBodies")
    void malformedBodiesEndTheConnection(MalformedRequest request) throws IOException {
        ContractServer server = serve(READING);

        refused(server, request);

        assertEquals(List.of("/refused"), server.dispatched());
    }

    @ParameterizedTest
    @MethodSource("malformedBodies")
    void malformedBodiesThatNobodyReadsEndTheConnection(MalformedRequest request) throws IOException {
        ContractServer server = serve(Applications.path());
        RawClient client = connect(server);
        client.trySend((adapted(request.text()) + SMUGGLED).getBytes(StandardCharsets.ISO_8859_1));

        assertTrue(List.of(200, 400).contains(client.read().status()));
        client.readToEnd();
        assertEquals(List.of("/refused"), server.dispatched());
    }

    @ParameterizedTest
    @MethodSource("goodRequests")
    void whatIsAllowedIsNotRefused(String request) throws IOException {
        ContractServer server = serve(READING);
        RawClient client = connect(server);

        assertEquals(200, client.exchange(adapted(request)).status());
        assertEquals("/after", client.exchange(get("/after")).text());
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void clientsMayVanishAnywhere(int length) throws IOException {
        ContractServer server = serve(READING);

        server.connect().send(WHOLE.substring(0, length)).reset();
        RawClient closing = server.connect().send(WHOLE.substring(0, length));
        closing.close();
        RawClient halfClosing = connect(server).send(WHOLE.substring(0, length)).halfClose();
        halfClosing.readToEnd();

        assertEquals("/alive", connect(server).exchange(get("/alive")).text());
    }

    @Test
    void goodRequestsBeforeABadOneAreAnswered() throws IOException {
        RawClient client = connect(serve(READING));
        client.send(get("/good") + "BAD\r\n\r\n" + SMUGGLED);

        assertEquals("/good", client.read().text());
        assertEquals(400, client.read().status());
        client.expectClosed();
    }

    @Test
    void refusalsSayNothingOfWhatWasSent() throws IOException {
        RawResponse response = connect(serve(READING)).exchange(
                "GET /<script>alert(1)</script>%00 HTTP/1.1\r\n" + HOST + "\r\n");

        assertEquals(400, response.status());
        assertTrue(!response.text().contains("script"), response.text());
        assertNotNull(response.header("Date"));
    }

    private void refused(ContractServer server, MalformedRequest request) throws IOException {
        RawClient client = connect(server);
        client.trySend((adapted(request.text()) + SMUGGLED).getBytes(StandardCharsets.ISO_8859_1));
        RawResponse response = client.read();
        assertTrue(request.statuses().contains(response.status()),
                request.statuses() + " expected, not " + response.status());
        assertTrue(response.closes(), "no Connection: close");
        client.expectClosed();
        Eventually.until("the refusal is logged with its reason",
                () -> server.log().stream().anyMatch(entry -> isRefusal(entry, response.status())));
    }

    private static boolean isRefusal(RequestLogEntry entry, int status) {
        String reason = entry.reason();
        return entry.status() == status && reason != null && reason.matches("[a-z0-9-]+");
    }
}
