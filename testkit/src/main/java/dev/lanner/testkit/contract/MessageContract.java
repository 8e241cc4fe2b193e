package dev.lanner.testkit.contract;

import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.RequestTarget;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/// Requests as they come over the wire, and the order of answers.
abstract class MessageContract extends ContractTests {
    @Test
    void getIsAnsweredWithStatusFieldsAndBody() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).status(203);
            exchange.require(Features.RESPONSE).headers().set("X-One", "a");
            exchange.require(Features.RESPONSE).headers().add("X-One", "b");
            Applications.text(exchange, "hello");
        }));

        RawResponse response = client.exchange(get("/"));

        assertEquals("HTTP/1.1", response.protocol());
        assertEquals(203, response.status());
        assertEquals(List.of("a", "b"), response.headers().all("X-One"));
        assertEquals("hello", response.text());
        assertFalse(response.closes());
    }

    @Test
    void eachResponseHasOneDateAndNoServerName() throws IOException {
        RawResponse response = connect(serve(Applications.path())).exchange(get("/"));

        assertEquals(1, response.headers().all("Date").size());
        String date = Objects.requireNonNull(response.header("Date"));
        ZonedDateTime parsed = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
        assertTrue(date.matches("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"), date);
        assertTrue(Duration.between(parsed, ZonedDateTime.now(parsed.getZone())).abs().toMinutes() < 5, date);
        assertNull(response.header("Server"));
    }

    @Test
    void requestsArriveAsSent() throws IOException {
        RawClient client = connect(serve(exchange -> {
            RequestFeature request = exchange.require(Features.REQUEST);
            RequestTarget target = request.target();
            Applications.text(exchange, String.join("|", request.method(), request.protocol(), target.scheme(),
                    target.authority(), target.raw(), target.rawPath(), target.path(), "" + target.query(),
                    "" + request.headers().first("x-a"), String.join("+", request.headers().all("X-B"))));
        }));

        String line = "get /a%20b;v=1/c?x=%2F&y HTTP/1.1\r\n";
        RawResponse response = client
                .exchange(line + "Host: example.org:81\r\nX-A: \t padded \r\nX-B: 1\r\nx-b: 2\r\n\r\n");

        assertEquals(
                "get|HTTP/1.1|" + subject().scheme()
                        + "|example.org:81|/a%20b;v=1/c?x=%2F&y|/a%20b;v=1/c|/a b/c|x=%2F&y|padded|1+2",
                response.text());
    }

    @Test
    void headsMayComeByteByByte() throws IOException {
        RawClient client = connect(serve(Applications.length()));
        for (byte one : (post("/", "abc") + get("/")).getBytes(StandardCharsets.ISO_8859_1)) {
            client.send(new byte[]{one});
        }

        assertEquals("3", client.read().text());
        assertEquals("0", client.read().text());
    }

    @Test
    void oneEmptyLineBeforeARequestIsSkipped() throws IOException {
        RawClient client = connect(serve(Applications.path()));

        assertEquals("/a", client.exchange("\r\n" + get("/a")).text());
        assertEquals("/b", client.exchange("\r\n" + get("/b")).text());
    }

    @Test
    void headHasTheFieldsOfGetAndNoBody() throws IOException {
        RawClient client = connect(serve(exchange -> Applications.text(exchange, "12345")));

        RawResponse head = client.exchange("HEAD / HTTP/1.1\r\n" + HOST + "\r\n");
        RawResponse get = client.exchange(get("/"));

        assertEquals(200, head.status());
        assertEquals("5", head.header("Content-Length"));
        assertEquals("12345", get.text());
    }

    @Test
    void connectionsLiveOnWithOneIdAndARequestIdForEach() throws IOException {
        ContractServer server = serve(exchange -> Applications.text(exchange,
                exchange.require(Features.CONNECTION).id() + " " + exchange.require(Features.REQUEST_ID).id()));
        RawClient client = connect(server);
        Set<String> connections = new HashSet<>();
        Set<String> requests = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            String[] ids = client.exchange(get("/")).text().split(" ", -1);
            connections.add(ids[0]);
            requests.add(ids[1]);
        }

        assertEquals(1, connections.size());
        assertEquals(5, requests.size());
        assertFalse(connections.contains(connect(server).exchange(get("/")).text().split(" ", -1)[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "foo, close", "close,foo"})
    void connectionsEndWhereTheClientWantsIt(String value) throws IOException {
        RawClient client = connect(serve(Applications.path()));

        RawResponse response = client.exchange("GET / HTTP/1.1\r\n" + HOST + "Connection: " + value + "\r\n\r\n");

        assertTrue(response.closes());
        client.expectClosed();
    }

    @Test
    void connectionsEndWhereTheApplicationWantsIt() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.CONNECTION_LIFETIME).requestClose();
            Applications.text(exchange, "bye");
        }));

        RawResponse response = client.exchange(get("/"));

        assertEquals("bye", response.text());
        assertTrue(response.closes());
        client.expectClosed();
    }

    @Test
    void connectionsEndWithTheResponseFieldThatSaysSo() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Connection", "close");
            Applications.text(exchange, "bye");
        }));

        assertTrue(client.exchange(get("/")).closes());
        client.expectClosed();
    }

    @Test
    void itemsStayWithTheConnection() throws IOException {
        assumeFalse(subject().behindAHop(), "behind a hop this differs");
        ContractServer server = serve(exchange -> Applications.text(exchange, exchange
                .require(Features.CONNECTION_ITEMS).items().merge("count", 1, (a, b) -> (int) a + (int) b).toString()));
        RawClient client = connect(server);

        assertEquals("1", client.exchange(get("/")).text());
        assertEquals("2", client.exchange(get("/")).text());
        assertEquals("1", connect(server).exchange(get("/")).text());
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        RawClient client = connect(serve(exchange -> {
            Applications.readAll(exchange.require(Features.REQUEST).body());
            Applications.text(exchange, exchange.require(Features.REQUEST).target().path());
        }));
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            all.append(get("/get" + i)).append(post("/post" + i, "x".repeat(i * 50)))
                    .append(chunked("/chunked" + i, "3\r\nabc\r\n0\r\n\r\n"));
        }
        client.send(all.toString());

        for (int i = 0; i < 50; i++) {
            assertEquals("/get" + i, client.read().text());
            assertEquals("/post" + i, client.read().text());
            assertEquals("/chunked" + i, client.read().text());
        }
    }

    @Test
    void noCompletedAnswerWaitsForALaterRequest() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        RawClient client = connect(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/slow")) {
                Applications.await(release);
            }
            Applications.text(exchange, exchange.require(Features.REQUEST).target().path());
        }));

        client.send(get("/fast") + get("/slow"));

        assertEquals("/fast", client.read().text());
        release.countDown();
        assertEquals("/slow", client.read().text());
    }

    @Test
    void noCompletedAnswerWaitsForALaterSuspendedRequest() throws Exception {
        CountDownLatch suspended = new CountDownLatch(1);
        FeatureCollection[] slow = new FeatureCollection[1];
        RawClient client = connect(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/slow")) {
                exchange.require(Features.EXECUTION).suspend();
                slow[0] = exchange;
                suspended.countDown();
            } else {
                Applications.text(exchange, "fast");
            }
        }));

        client.send(get("/fast") + get("/slow"));

        assertEquals("fast", client.read().text());
        Applications.await(suspended);
        ExecutionFeature execution = slow[0].require(Features.EXECUTION);
        execution.execute(execution::finish);
        assertEquals(200, client.read().status());
    }

    @Test
    void http10ConnectionsEndAfterTheAnswer() throws IOException {
        RawClient client = connect(serve(exchange -> {
            Applications.part(exchange, "no ");
            Applications.part(exchange, "length");
        }));

        RawResponse response = client.exchange("GET / HTTP/1.0\r\n\r\n");

        assertEquals("no length", response.text());
        assertNull(response.header("Transfer-Encoding"));
        client.expectClosed();
    }

    @Test
    void http10ConnectionsLiveOnWhereAsked() throws IOException {
        RawClient client = connect(serve(Applications.path()));

        String request = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        assertEquals("keep-alive", ("" + client.exchange(request).header("Connection")).toLowerCase(Locale.ROOT));
        assertEquals("/a", client.exchange(request).text());
    }

    @ParameterizedTest
    @CsvSource({"http://a/x?q=1, a, a, /x", "http://a:81/, a:81, a:81, /", "http://a, a, a, /",
        "HTTP://a/b, a, a, /b"})
    void absoluteFormTargetsAreTaken(String target, String host, String authority, String path) throws IOException {
        RawClient client = connect(serve(exchange -> Applications.text(exchange,
                exchange.require(Features.REQUEST).target().authority() + " "
                        + exchange.require(Features.REQUEST).target().path())));

        RawResponse response = client.exchange(adapted("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));

        assertEquals(authority + " " + path, response.text());
    }

    @Test
    void asteriskFormIsTakenForOptions() throws IOException {
        RawClient client = connect(serve(Applications.path()));

        assertEquals("*", client.exchange("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n").text());
    }

    @Test
    void twoConnectionsNeverShareBytes() throws Exception {
        CountDownLatch parked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean firstCall = new AtomicBoolean(true);
        ContractServer server = serve(exchange -> {
            if (firstCall.getAndSet(false)) {
                parked.countDown();
                Applications.await(release);
            }
            RequestFeature request = exchange.require(Features.REQUEST);
            String marks = request.target().query() + " " + request.headers().first("X-Mark") + " "
                    + new String(Applications.readAll(request.body()), StandardCharsets.ISO_8859_1);
            Applications.text(exchange, marks);
        });
        RawClient first = connect(server);
        String request = "POST /?first HTTP/1.1\r\n" + HOST + "X-Mark: first\r\nContent-Length: 5\r\n\r\nfirst";
        first.send(request);
        Applications.await(parked);
        for (int i = 0; i < 8; i++) {
            RawClient other = connect(server);
            for (int turn = 0; turn < 20; turn++) {
                assertEquals("second second second", other.exchange(request.replace("first", "second")
                        .replace("Content-Length: 5", "Content-Length: 6")).text());
            }
        }
        release.countDown();

        assertEquals("first first first", first.read().text());
    }

    @Test
    void manyConnectionsAreServedAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(40);
        ContractServer server = serve(exchange -> {
            all.countDown();
            Applications.await(all);
            Applications.text(exchange, "met");
        });
        RawClient[] clients = new RawClient[40];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = connect(server).send(get("/"));
        }
        for (RawClient client : clients) {
            assertEquals("met", client.read().text());
        }
    }

    @Test
    void servedRequestsAreLogged() throws IOException {
        ContractServer server = serve(exchange -> Applications.text(exchange, "12345"));

        connect(server).exchange(get("/logged?a=1"));

        Eventually.until("one entry", () -> server.log().size() == 1);
        var entry = server.log().getFirst();
        assertEquals("GET /logged?a=1 HTTP/1.1 200 5 null", String.join(" ", entry.method(), entry.target(),
                entry.protocol(), "" + entry.status(), "" + entry.bodyBytes(), "" + entry.reason()));
    }
}
