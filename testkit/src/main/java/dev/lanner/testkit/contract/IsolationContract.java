package dev.lanner.testkit.contract;

import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Nothing of one request reaches another: many clients send marked requests of all kinds at once, each looks for marks
/// that are not its own.
abstract class IsolationContract extends ContractTests {
    private static final int CLIENTS = 12;
    private static final int REQUESTS = 200;

    private enum Kind {
        PLAIN, ASYNC, UNREAD, FAILING, FAILING_LATE, ABORTED, VANISHING, MALFORMED
    }

    @Test
    void marksNeverCross() throws Exception {
        ContractServer server = serve(IsolationContract::answer);
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

    private static void play(ContractServer server, int number) {
        Random random = new Random(number);
        int request = 0;
        while (request < REQUESTS) {
            try (RawClient client = server.connect()) {
                boolean goesOn = true;
                while (goesOn && request < REQUESTS) {
                    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                    String mark = "c" + number + "r" + request
                            + "x".repeat(random.nextInt(request % 10 == 0 ? 20_000 : 200));
                    goesOn = exchange(client, kind, mark, random);
                    request++;
                }
            } catch (IOException e) {
                throw new AssertionError("client " + number + ", request " + request, e);
            }
        }
    }

    /// Sends a request and looks at its answer.
    ///
    /// @return whether the connection goes on
    private static boolean exchange(RawClient client, Kind kind, String mark, Random random) throws IOException {
        String shortMark = mark.substring(0, Math.min(mark.length(), 50));
        String head = "POST /" + kind + "?" + shortMark + " HTTP/1.1\r\n" + HOST + "X-Mark: " + shortMark + "\r\n";
        boolean trailers = random.nextBoolean();
        String body = trailers
                ? "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(mark.length()) + "\r\n" + mark
                        + "\r\n0\r\nX-End: " + shortMark + "\r\n\r\n"
                : "Content-Length: " + mark.length() + "\r\n\r\n" + mark;
        return switch (kind) {
            case VANISHING -> {
                client.send((head + body).substring(0, random.nextInt(head.length() + body.length())));
                client.reset();
                yield false;
            }
            case MALFORMED -> {
                RawResponse refused = client.send(head + "Bad Name: 1\r\n" + body).read();
                assertEquals(400, refused.status());
                yield false;
            }
            case ABORTED, FAILING_LATE -> {
                try {
                    client.send(head + body);
                } catch (SocketTimeoutException e) {
                    throw e;
                } catch (IOException e) {
                    // over TLS a long body is more than one record, and the answer to the first may be the reset
                }
                client.readToEnd();
                yield false;
            }
            case FAILING -> {
                RawResponse failed = client.send(head + body).read();
                assertEquals(500, failed.status());
                yield !failed.closes();
            }
            case PLAIN, ASYNC -> {
                RawResponse answer = client.send(head + body).read();
                assertEquals(shortMark + "|" + shortMark + "|" + mark + "|" + (trailers ? shortMark : "none"),
                        answer.text());
                assertEquals(shortMark, answer.header("X-Mark"));
                yield !answer.closes();
            }
            case UNREAD -> {
                RawResponse answer = client.send(head + body).read();
                assertEquals(shortMark, answer.text());
                yield !answer.closes();
            }
        };
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
                Applications.part(exchange, "begun");
                exchange.require(Features.RESPONSE_BODY).flush();
                throw new IllegalStateException("meant to fail");
            }
            case ABORTED -> exchange.require(Features.LIFETIME).abort();
            case PLAIN, VANISHING, MALFORMED -> echo(exchange, request);
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
}
