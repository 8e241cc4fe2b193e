package dev.lanner.testkit.contract;

import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Responses.
abstract class ResponseContract extends ContractTests {
    @Test
    void bodiesOfUnknownLengthAreChunked() throws IOException {
        RawClient client = connect(serve(exchange -> {
            for (int i = 0; i < 1000; i++) {
                Applications.part(exchange, "line " + i + "\n");
                if (i % 100 == 0) {
                    exchange.require(Features.RESPONSE_BODY).flush();
                }
            }
        }));

        for (int i = 0; i < 2; i++) {
            RawResponse response = client.exchange(get("/"));
            assertEquals("chunked", response.header("Transfer-Encoding"));
            assertTrue(response.text().endsWith("line 999\n"));
            assertEquals(1000, response.text().lines().count());
        }
    }

    @Test
    void emptyResponsesHaveLengthZero() throws IOException {
        RawClient client = connect(serve(exchange -> {
        }));

        RawResponse response = client.exchange(get("/"));

        assertEquals(200, response.status());
        assertEquals("0", response.header("Content-Length"));
        assertEquals(200, client.exchange(get("/")).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void responsesWithoutABodyDropIt(int status) throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).status(status);
            Applications.part(exchange, "dropped");
        }));

        RawResponse response = client.exchange(get("/"));

        assertEquals(status, response.status());
        assertNull(response.header("Transfer-Encoding"));
        assertEquals(status, client.exchange(get("/")).status());
    }

    @Test
    void largeResponsesReachAClientThatReadsLate() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        byte[] block = new byte[100_000];
        Arrays.fill(block, (byte) 'x');
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Content-Length", "20000000");
            for (int i = 0; i < 200; i++) {
                exchange.require(Features.RESPONSE_BODY).write(block, 0, block.length);
                begun.countDown();
            }
        }));

        client.send(get("/"));
        Applications.await(begun);

        assertEquals(20_000_000, client.read().body().length);
        assertEquals(200, client.send(get("/")).read().status());
    }

    @Test
    void writersThatDoNotWaitAreCalledBack() throws Exception {
        CompletableFuture<Boolean> filled = new CompletableFuture<>();
        byte[] block = new byte[65_536];
        RawClient client = connect(serve(exchange -> {
            var body = exchange.require(Features.RESPONSE_BODY);
            int turns = 0;
            while (body.writable() && turns < 2000) {
                body.write(block, 0, block.length);
                turns++;
            }
            filled.complete(!body.writable());
            CompletableFuture<Void> room = new CompletableFuture<>();
            body.onWritable(() -> room.complete(null));
            room.get(20, TimeUnit.SECONDS);
            body.write(new byte[]{'!'}, 0, 1);
        }));

        client.send(get("/"));
        assertTrue(filled.get(20, TimeUnit.SECONDS), "a client that does not read never fills the connection");

        byte[] all = client.read().body();
        assertEquals('!', all[all.length - 1]);
        assertEquals(1, all.length % block.length);
    }

    @Test
    void trailersFollowTheBody() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> Map.of("X-Sum", "42"));
            Applications.part(exchange, "body");
        }));

        RawResponse response = client.exchange(get("/"));

        assertEquals("body", response.text());
        assertEquals("42", response.trailers().first("X-Sum"));
        assertEquals("body", client.exchange(get("/")).text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trailersThatFailEndTheConnectionWithoutTheEndOfTheBody(boolean suspended) throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> {
                throw new IllegalStateException("no sum");
            });
            Applications.part(exchange, "body");
            exchange.require(Features.RESPONSE_BODY).flush();
            if (suspended) {
                ExecutionFeature execution = exchange.require(Features.EXECUTION);
                execution.suspend();
                execution.execute(execution::finish);
            }
        }));

        String answer = client.send(get("/")).readToEndText();

        assertFalse(answer.endsWith("0\r\n\r\n"), answer);
    }

    @Test
    void startingActionsRunInReverseOrderAndCompletedOnesAtTheEnd() throws Exception {
        CompletableFuture<Boolean> completed = new CompletableFuture<>();
        RawClient client = connect(serve(exchange -> {
            ResponseFeature response = exchange.require(Features.RESPONSE);
            response.on(ResponseEvent.STARTING, () -> response.headers().add("X-Order", "one"));
            response.on(ResponseEvent.STARTING, () -> response.headers().add("X-Order", "two"));
            response.on(ResponseEvent.COMPLETED, () -> completed.complete(true));
            assertFalse(response.started());
            Applications.part(exchange, "x");
            exchange.require(Features.RESPONSE_BODY).flush();
            assertTrue(response.started());
            assertThrows(IllegalStateException.class, () -> response.status(500));
            assertThrows(IllegalStateException.class, () -> response.on(ResponseEvent.STARTING, () -> {
            }));
            assertFalse(completed.isDone());
        }));

        assertEquals(List.of("two", "one"), client.exchange(get("/")).headers().all("X-Order"));
        assertTrue(completed.get(20, TimeUnit.SECONDS));
    }

    @Test
    void failuresBeforeTheStartAnswer500() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("X-Secret", "1");
            throw new IllegalArgumentException("boom with details");
        }));

        RawResponse response = client.exchange(get("/"));

        assertEquals(500, response.status());
        assertNull(response.header("X-Secret"));
        assertFalse(response.text().contains("boom"), response.text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failuresAfterTheStartNeverLookComplete(boolean withLength) throws IOException {
        RawClient client = connect(serve(exchange -> {
            if (withLength) {
                exchange.require(Features.RESPONSE).headers().set("Content-Length", "100");
            }
            Applications.part(exchange, "begun");
            exchange.require(Features.RESPONSE_BODY).flush();
            throw new IllegalArgumentException("boom");
        }));

        client.send(get("/"));

        assertThrows(IOException.class, client::read);
    }

    @Test
    void responsesShorterThanAnnouncedNeverLookComplete() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Content-Length", "100");
            Applications.part(exchange, "short");
        }));

        client.send(get("/") + get("/"));

        String all = client.readToEndText();
        assertEquals(all.indexOf("HTTP/1.1"), all.lastIndexOf("HTTP/1.1"), all);
        assertFalse(all.startsWith("HTTP/1.1 200") && all.length() > all.indexOf("\r\n\r\n") + 4 + 99, all);
    }

    @Test
    void responsesNeverGetLongerThanAnnounced() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Content-Length", "3");
            try {
                Applications.part(exchange, "abc");
                Applications.part(exchange, "HTTP/1.1 200 OK\r\nX-Evil: 1\r\n\r\n");
            } catch (IOException e) {
                // refused: as good as dropped
            }
        }));

        assertEquals("abc", client.exchange(get("/")).text());
        client.trySend(get("/").getBytes(StandardCharsets.ISO_8859_1));
        assertFalse(client.readSome().contains("X-Evil"));
    }

    @Test
    void interimResponsesComeFirst() throws IOException {
        RawClient client = connect(serve(exchange -> {
            FieldList fields = new FieldList();
            fields.add("Link", "</style.css>; rel=preload");
            exchange.require(Features.INFORMATIONAL_RESPONSE).send(103, fields);
            Applications.text(exchange, "done");
        }));

        RawResponse response = client.exchange(get("/"));

        assertEquals(103, response.interim().getFirst().status());
        assertEquals("</style.css>; rel=preload", response.interim().getFirst().header("Link"));
        assertEquals("done", response.text());
        assertEquals(List.of(), client.exchange("GET / HTTP/1.0\r\n\r\n").interim());
    }

    /// So that an application that asks is told, in place of sending into nothing.
    @Test
    void aClientOfHttp10HasNoTrailers() throws IOException {
        RawClient client = connect(serve(exchange -> Applications.text(exchange,
                exchange.get(Features.RESPONSE_TRAILERS) == null ? "none" : "some")));

        assertEquals("some", client.exchange(get("/")).text());
        assertEquals("none", client.exchange("GET / HTTP/1.0\r\n\r\n").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\0b", "\u010d\u010a", "a\u001bb"})
    void valuesThatWouldSplitTheResponseAreRefused(String value) throws IOException {
        RawClient client = connect(serve(exchange -> {
            MutableFields headers = exchange.require(Features.RESPONSE).headers();
            assertThrows(IllegalArgumentException.class, () -> headers.set("X-A", value));
            assertThrows(IllegalArgumentException.class, () -> headers.add("Set-Cookie", value));
            assertThrows(IllegalArgumentException.class, () -> headers.add("Location", value));
            exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> Map.of("X-T", value));
            Applications.part(exchange, "body");
        }));
        client.send(get("/"));

        String all = client.readSome();
        assertFalse(all.contains("Evil"), all);
        assertFalse(all.contains("\0"), all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "X-A\r\nX-Evil", "\u00e4", "a\0"})
    void namesThatAreNoTokensAreRefused(String name) throws IOException {
        RawClient client = connect(serve(exchange -> {
            assertThrows(IllegalArgumentException.class,
                    () -> exchange.require(Features.RESPONSE).headers().set(name, "1"));
            Applications.text(exchange, "ok");
        }));

        assertEquals("ok", client.exchange(get("/")).text());
    }

    @Test
    void filesAreSent(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("f"), new byte[300_000]);
        RawClient client = connect(serve(exchange -> send(exchange, file)));

        for (int i = 0; i < 2; i++) {
            assertEquals(200_000, client.exchange(get("/")).body().length);
        }
    }

    @Test
    void filesThatAreShorterThanAnnouncedEndTheConnection(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("f"), new byte[150_000]);
        RawClient client = connect(serve(exchange -> send(exchange, file)));

        client.send(get("/"));

        assertThrows(IOException.class, client::read);
    }

    private static void send(FeatureCollection exchange, Path file) throws IOException {
        exchange.require(Features.RESPONSE).headers().set("Content-Length", "200000");
        var sender = exchange.get(Features.SEND_FILE);
        try (FileChannel channel = FileChannel.open(file)) {
            if (sender != null) {
                sender.send(channel, 100_000, 200_000);
            } else {
                byte[] bytes = Files.readAllBytes(file);
                exchange.require(Features.RESPONSE_BODY).write(bytes, 100_000, bytes.length - 100_000);
            }
        }
    }
}
