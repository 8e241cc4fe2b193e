package dev.lanner.testkit.contract;

import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A connection passes from hand to hand: its loop, requests one after the other, threads of the application. Nothing
/// is lost, mixed or kept on the way.
abstract class OwnershipContract extends ContractTests {
    private static final String UPGRADE = "GET /up HTTP/1.1\r\n" + HOST
            + "Connection: Upgrade\r\nUpgrade: echo\r\n\r\n";

    @Test
    void aBodyMayArriveWhileAnEarlierRequestRuns() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        RawClient client = connect(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/first")) {
                begun.countDown();
                Applications.await(release);
            }
            Applications.text(exchange, new String(Applications.readAll(exchange.require(Features.REQUEST).body()),
                    StandardCharsets.ISO_8859_1));
        }));
        client.send(get("/first") + "POST /second HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\n");
        Applications.await(begun);

        client.send("hello");
        assertTrue(client.silentFor(Duration.ofMillis(50)));
        release.countDown();

        assertEquals("", client.read().text());
        client.send("world" + get("/third"));
        assertEquals("helloworld", client.read().text());
        assertEquals("", client.read().text());
    }

    @Test
    void completedAnswersDoNotWaitForTheCall() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        RawClient client = connect(serve(exchange -> {
            Applications.text(exchange, "done");
            exchange.require(Features.RESPONSE_BODY).complete();
            Applications.await(release);
        }));

        assertEquals("done", client.send(get("/")).read().text());
        release.countDown();
    }

    @Test
    void bytesThatComeBeforeAnUpgradeAreItsFirst() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        RawClient client = connect(serve(exchange -> {
            begun.countDown();
            Applications.await(release);
            try (DuplexStream stream = exchange.require(Features.UPGRADE).upgrade()) {
                byte[] bytes = new byte[10];
                int count = 0;
                while (count < bytes.length) {
                    count += stream.input().read(bytes, count, bytes.length - count);
                }
                stream.output().write(bytes, 0, count);
                stream.output().flush();
            }
        }));
        client.send(UPGRADE);
        Applications.await(begun);

        client.send("early");
        assertTrue(client.silentFor(Duration.ofMillis(50)));
        release.countDown();
        client.send("later");

        assertEquals(101, client.read().status());
        assertEquals("earlylater", new String(client.readBytes(10), StandardCharsets.ISO_8859_1));
        client.expectClosed();
    }

    @Test
    void closingAnUpgradedConnectionEndsReadersAndWriters() throws Exception {
        CompletableFuture<IOException> reader = new CompletableFuture<>();
        CompletableFuture<IOException> writer = new CompletableFuture<>();
        CountDownLatch returned = new CountDownLatch(1);
        ContractServer server = serve(exchange -> {
            DuplexStream stream = exchange.require(Features.UPGRADE).upgrade();
            CountDownLatch full = new CountDownLatch(1);
            failing(reader, () -> stream.input().read(new byte[1], 0, 1));
            failing(writer, () -> {
                byte[] block = new byte[1000];
                for (int i = 0; i < 100_000; i++) {
                    stream.output().write(block, 0, block.length);
                    full.countDown();
                }
            });
            Applications.await(full);
            stream.close();
            returned.countDown();
        }, Map.of(Settings.EVENT_LOOPS, 1L));

        connect(server).send(UPGRADE);

        Applications.await(returned);
        reader.get(20, TimeUnit.SECONDS);
        writer.get(20, TimeUnit.SECONDS);
        nothingIsHeld();
    }

    @Test
    void suspendedUpgradesAreClosedFromAnywhere() throws Exception {
        CompletableFuture<IOException> reader = new CompletableFuture<>();
        CompletableFuture<DuplexStream> upgraded = new CompletableFuture<>();
        ContractServer server = serve(exchange -> {
            DuplexStream stream = exchange.require(Features.UPGRADE).upgrade();
            failing(reader, () -> stream.input().read(new byte[1], 0, 1));
            upgraded.complete(stream);
        }, Map.of(Settings.EVENT_LOOPS, 1L));
        RawClient client = connect(server).send(UPGRADE);
        assertEquals(101, client.read().status());

        upgraded.get(20, TimeUnit.SECONDS).close();

        client.expectClosed();
        reader.get(20, TimeUnit.SECONDS);
        nothingIsHeld();
    }

    @Test
    void abortedAnswersHoldNothing() throws IOException {
        ContractServer server = serve(exchange -> {
            Applications.part(exchange, "begun");
            exchange.require(Features.LIFETIME).abort();
        }, Map.of(Settings.EVENT_LOOPS, 1L));
        for (int i = 0; i < 10; i++) {
            connect(server).send(get("/")).readToEndText();
        }
        nothingIsHeld();
    }

    @Test
    void bodiesAreDrainedWhereBlockingReadsAreOff() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.BODY_CONTROL).synchronousIoAllowed(false);
            Applications.text(exchange, "unread");
        }));

        assertEquals("unread", client.exchange(post("/", "abc")).text());
        assertEquals("unread", client.exchange(chunked("/", "3\r\nabc\r\n0\r\n\r\n")).text());
    }

    @Test
    void drainingHasATimeoutThoughNothingComes() throws IOException {
        RawClient client = connect(serve(exchange -> Applications.text(exchange, "unread"),
                Map.of(Settings.DRAIN_TIMEOUT, Duration.ofMillis(100), Settings.MIN_REQUEST_BODY_RATE,
                        Long.MAX_VALUE)));

        client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 100\r\n\r\nabc");

        assertEquals("unread", client.read().text());
        client.expectClosed();
    }

    @Test
    void whatWasWrittenBeforeGoesOutWhenWritersStopWaiting() throws Exception {
        RawClient client = connect(serve(exchange -> {
            var body = exchange.require(Features.RESPONSE_BODY);
            Applications.part(exchange, "before");
            CompletableFuture<Void> room = new CompletableFuture<>();
            body.onWritable(() -> room.complete(null));
            room.get(20, TimeUnit.SECONDS);
            assertTrue(body.writable(), "called back though there is no room");
            Applications.part(exchange, "after");
            assertTrue(body.writable(), "a small piece fills the connection");
        }));

        assertEquals("beforeafter", client.exchange(get("/")).text());
    }

    @Test
    void filesThatAreTooShortNeverLookComplete(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("f"), new byte[1000]);
        RawClient client = connect(serve(exchange -> {
            try (FileChannel channel = FileChannel.open(file)) {
                exchange.require(Features.SEND_FILE).send(channel, 0, 2000);
            } catch (IOException e) {
                // as if nothing had happened
            }
        }));

        client.send(get("/") + get("/"));

        assertThrows(IOException.class, client::read);
    }

    @Test
    void failuresAtTheEndOfASuspendedExchangeEndTheConnection() throws IOException {
        ContractServer server = serve(exchange -> {
            ExecutionFeature execution = exchange.require(Features.EXECUTION);
            execution.suspend();
            exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> {
                throw new IllegalStateException("meant to fail");
            });
            Applications.part(exchange, "begun");
            execution.execute(execution::finish);
        }, Map.of(Settings.EVENT_LOOPS, 1L));
        RawClient client = connect(server).send(get("/"));

        assertThrows(IOException.class, client::read);
        nothingIsHeld();
    }

    @Test
    void failuresOfASuspendedCallEndTheExchange() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.EXECUTION).suspend();
            throw new IllegalStateException("meant to fail");
        }));

        assertEquals(500, client.exchange(get("/")).status());
    }

    @Test
    void lengthsThatAreNoneAreFailures() throws IOException {
        RawClient client = connect(serve(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Content-Length", "many");
            Applications.part(exchange, "x");
        }));

        assertEquals(500, client.exchange(get("/")).status());
    }

    @Test
    void deadlinesMaySetTheNextOne() throws Exception {
        RawClient client = connect(serve(exchange -> {
            ExecutionFeature execution = exchange.require(Features.EXECUTION);
            execution.suspend();
            again(exchange, execution, 3);
        }));

        assertEquals("expired", client.exchange(get("/")).text());
    }

    private static void again(FeatureCollection exchange, ExecutionFeature execution, int times) {
        execution.deadline(Duration.ofMillis(1), () -> {
            if (times > 0) {
                again(exchange, execution, times - 1);
            } else {
                execution.execute(() -> {
                    try {
                        Applications.text(exchange, "expired");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    execution.finish();
                });
            }
        });
    }

    private void nothingIsHeld() {
        for (String name : subject().leakCounters().keySet()) {
            Eventually.until(name + " is 0", () -> subject().leakCounters().getOrDefault(name, 0L) == 0);
        }
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void failing(CompletableFuture<IOException> failure, Io action) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                action.run();
                failure.completeExceptionally(new AssertionError("it does not fail"));
            } catch (IOException e) {
                failure.complete(e);
            }
        });
    }
}
