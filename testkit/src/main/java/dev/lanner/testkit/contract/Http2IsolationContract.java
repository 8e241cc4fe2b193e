package dev.lanner.testkit.contract;

import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Nothing of one stream reaches another, of the same connection or of others.
abstract class Http2IsolationContract extends Http2ContractTests {
    private static final int CLIENTS = 8;
    private static final int BATCHES = 20;
    private static final int STREAMS = 10;
    private static final int PADDED = 8;
    private static final int CANCEL = 8;
    private static final int PROTOCOL_ERROR = 1;
    private static final int INTERNAL_ERROR = 2;

    private enum Kind {
        PLAIN, ASYNC, UNREAD, FAILING, FAILING_LATE, ABORTED, CANCELLED, MALFORMED
    }

    /// A request and what it is known by.
    private record Marked(int stream, Kind kind, String mark, String id, boolean trailers) {
    }

    @Test
    void marksNeverCross() throws Exception {
        ContractServer server = serve(Http2IsolationContract::answer);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                running.add(CompletableFuture.runAsync(() -> play(server, number), threads));
            }
            for (CompletableFuture<Void> one : running) {
                one.get(50, TimeUnit.SECONDS);
            }
        }
    }

    private void play(ContractServer server, int number) {
        Random random = new Random(number);
        Http2Client client = null;
        for (int batch = 0; batch < BATCHES; batch++) {
            try {
                client = client == null
                        ? Http2Client.over(subject().connectHttp2(server.address()), subject().scheme())
                        : client;
                List<Marked> sent = send(client, "c" + number + "b" + batch, random);
                if (random.nextInt(6) == 0) {
                    // gone in the middle of everything
                    client.raw().reset();
                    client.close();
                    client = null;
                } else {
                    for (Marked one : sent) {
                        look(client, one);
                    }
                }
            } catch (IOException e) {
                throw new AssertionError("client " + number + ", batch " + batch, e);
            }
        }
        try {
            if (client != null) {
                client.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Opens some streams, and sends their bodies in turns.
    private static List<Marked> send(Http2Client client, String name, Random random) throws IOException {
        List<Marked> sent = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            String mark = name + "s" + i + "x".repeat(random.nextInt(i == 0 ? 20_000 : 200));
            String id = mark.substring(0, Math.min(40, mark.length()));
            int stream = client.request("POST", "/" + kind + "?" + id, false, kind == Kind.MALFORMED
                    ? "X-Mark"
                    : "x-mark", id);
            sent.add(new Marked(stream, kind, mark, id, random.nextBoolean()));
        }
        for (Marked one : sent) {
            piece(client, one, 0, one.mark.length() / 2, random.nextBoolean());
        }
        for (Marked one : sent) {
            if (one.kind == Kind.CANCELLED) {
                client.number(Http2Client.RST_STREAM, one.stream, CANCEL);
                continue;
            }
            piece(client, one, one.mark.length() / 2, one.mark.length(), random.nextBoolean());
            if (one.trailers) {
                client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, one.stream,
                        Http2Client.block("x-end", one.id));
            } else {
                client.frame(Http2Client.DATA, Http2Client.END_STREAM, one.stream, new byte[0]);
            }
        }
        return sent;
    }

    private static void piece(Http2Client client, Marked one, int from, int to, boolean padded) throws IOException {
        byte[] bytes = one.mark.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
        if (!padded) {
            client.data(one.stream, bytes, false);
            return;
        }
        byte[] frame = new byte[1 + bytes.length + 7];
        frame[0] = 7;
        System.arraycopy(bytes, 0, frame, 1, bytes.length);
        client.frame(Http2Client.DATA, PADDED, one.stream, frame);
    }

    private static void look(Http2Client client, Marked one) throws IOException {
        if (one.kind == Kind.CANCELLED) {
            return;
        }
        Http2Response answer = client.read(one.stream);
        switch (one.kind) {
            case PLAIN, ASYNC -> {
                assertEquals(one.id + "|" + one.id + "|" + one.mark + "|" + (one.trailers ? one.id : "none"),
                        answer.text());
                assertEquals(one.id, answer.header("x-mark"));
                assertEquals(Map.of("x-end", one.id), answer.trailers());
            }
            case UNREAD -> assertEquals(one.id, answer.text());
            case FAILING -> assertEquals(500, answer.status());
            case FAILING_LATE -> {
                assertEquals(INTERNAL_ERROR, answer.reset());
                assertEquals(one.id, answer.text());
            }
            case ABORTED -> assertEquals(CANCEL, answer.reset());
            case MALFORMED -> assertEquals(PROTOCOL_ERROR, answer.reset());
            case CANCELLED -> throw new AssertionError("not looked at");
        }
    }

    private static void answer(FeatureCollection exchange) throws IOException {
        RequestFeature request = exchange.require(Features.REQUEST);
        Kind kind = Kind.valueOf(request.target().path().substring(1));
        Thread.yield();
        switch (kind) {
            case ASYNC -> {
                ExecutionFeature execution = exchange.require(Features.EXECUTION);
                execution.suspend();
                execution.execute(() -> {
                    try {
                        echo(exchange, request);
                    } catch (IOException e) {
                        // the client has gone: nothing more to look at
                    }
                    execution.finish();
                });
            }
            case UNREAD -> Applications.text(exchange, "" + request.target().query());
            case FAILING -> throw new IllegalStateException("meant to fail");
            case FAILING_LATE -> {
                Applications.part(exchange, "" + request.target().query());
                exchange.require(Features.RESPONSE_BODY).flush();
                throw new IllegalStateException("meant to fail");
            }
            case ABORTED -> exchange.require(Features.LIFETIME).abort();
            case PLAIN, CANCELLED, MALFORMED -> echo(exchange, request);
        }
    }

    private static void echo(FeatureCollection exchange, RequestFeature request) throws IOException {
        String body = new String(Applications.readAll(request.body()), StandardCharsets.ISO_8859_1);
        Thread.yield();
        String end = exchange.require(Features.REQUEST_TRAILERS).trailers().first("X-End");
        String mark = "" + request.headers().first("X-Mark");
        exchange.require(Features.RESPONSE).headers().set("X-Mark", mark);
        exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> Map.of("X-End", mark));
        Applications.part(exchange, request.target().query() + "|" + mark + "|" + body + "|" + (end == null
                ? "none"
                : end));
    }

    /// What comes for a stream that is over is for nobody, and its room is given back.
    @Test
    void lateBytesReachNobodyAndHoldNoWindow() throws Exception {
        Http2Client client = connect2(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/abort")) {
                exchange.require(Features.LIFETIME).abort();
            } else {
                Applications.echo().handle(exchange);
            }
        }, Map.of(Settings.HTTP2_CONNECTION_WINDOW, 65_535L, Settings.HTTP2_MAX_WINDOW, 65_535L)));
        client.sync();
        for (int i = 0; i < 20; i++) {
            int aborted = client.request("POST", "/abort", false);
            assertEquals(CANCEL, client.read(aborted).reset());
            // in all far more than the connection's window
            client.data(aborted, "lost".repeat(4000), false).sync();
        }
        int echoed = client.request("POST", "/", false);
        client.data(echoed, "kept", true);

        assertEquals("kept", client.read(echoed).text());
    }

    /// An application that keeps what belongs to a stream sees neither the next stream's bytes nor can it add to them.
    @Test
    void whatIsKeptOfAStreamIsOfNoUseWhileAnotherRuns() throws Exception {
        AtomicReference<BodySource> body = new AtomicReference<>();
        AtomicReference<FeatureCollection> kept = new AtomicReference<>();
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/kept")) {
                kept.set(exchange);
                body.set(exchange.require(Features.REQUEST).body());
                Applications.text(exchange, "first");
                return;
            }
            Applications.await(release);
            Applications.echo().handle(exchange);
        }));
        int first = client.request("POST", "/kept", false);
        client.data(first, "abc", true);
        assertEquals("first", client.read(first).text());
        client.sync();
        int second = client.request("POST", "/", false);
        client.data(second, "second's", true).sync();

        assertThrows(IllegalStateException.class, () -> body.get().read(new byte[10], 0, 10));
        assertThrows(IllegalStateException.class,
                () -> kept.get().require(Features.RESPONSE_BODY).write(new byte[10], 0, 10));
        assertThrows(IllegalStateException.class,
                () -> kept.get().require(Features.RESPONSE).headers().set("X-Late", "1"));
        release.countDown();
        Http2Response answer = client.read(second);
        assertEquals("second's", answer.text());
        assertTrue(answer.header("x-late") == null);
    }
}
