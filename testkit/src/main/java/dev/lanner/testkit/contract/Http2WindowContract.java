package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/// What clients of HTTP/2 may send, depending on what applications read.
abstract class Http2WindowContract extends Http2ContractTests {
    private static final int CANCEL = 8;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int FIRST_WINDOW = 768 << 10;
    private static final int FIRST_PART = 50_000;
    private static final int BODY = 8_000_000;
    /// More than the kernel holds on the way.
    private static final int LARGE_BODY = 29_000_000;

    @Test
    void windowsGrowForABodyThatIsReadAndStayForOneThatIsNot() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/unread")) {
                Applications.await(release);
            }
            Applications.length().handle(exchange);
        })).sync();
        int unread = client.request("POST", "/unread", false, "content-length", "8000000");
        client.data(unread, new byte[400_000], false).sync();
        assertEquals(0, client.increments(unread));
        client.number(Http2Client.RST_STREAM, unread, CANCEL);
        release.countDown();
        int read = client.request("POST", "/", false, "content-length", "5000000");
        client.data(read, new byte[1000], false);
        client.until(() -> client.increments(read) > 4_000_000);
        // as far as the body goes, and no farther
        client.data(read, new byte[4_000_000], false).sync();
        assertTrue(client.increments(read) < 5_000_000, () -> "" + client.increments(read));
        client.data(read, new byte[999_000], true);

        assertEquals("5000000", client.read(read).text());
    }

    /// Nobody knows how long it is; half of the first window shows that it is read.
    @Test
    void aWindowGrowsFarOnceABodyOfUnknownLengthIsRead() throws Exception {
        Http2Client client = connect2(serve(Applications.length())).sync();
        int stream = client.request("POST", "/", false);
        client.data(stream, new byte[FIRST_WINDOW / 2], false);
        client.until(() -> client.increments(stream) > 60_000_000);
        client.data(stream, new byte[BODY], true);

        assertEquals("" + (BODY + FIRST_WINDOW / 2), client.read(stream).text());
    }

    @Test
    void windowsStayWhereNoBudgetIsGiven() throws Exception {
        Http2Client client = connect2(serve(Applications.length(), Map.of(Settings.HTTP2_UNREAD_BUDGET, 0L))).sync();
        int stream = client.request("POST", "/", false, "content-length", "" + BODY);
        client.data(stream, new byte[400_000], false);
        client.until(() -> client.increments(stream) > 0);
        client.sync();

        assertTrue(client.increments(stream) <= 400_000, () -> "" + client.increments(stream));
        client.number(Http2Client.RST_STREAM, stream, CANCEL);
    }

    /// The application reads the beginning, so that the windows grow, and then no more.
    private static Application stopsToRead(CountDownLatch goOn) {
        return exchange -> {
            BodySource body = exchange.require(Features.REQUEST).body();
            int count = 0;
            byte[] buffer = new byte[FIRST_PART];
            while (count < FIRST_PART) {
                count += body.read(buffer, 0, FIRST_PART - count);
            }
            if (exchange.require(Features.REQUEST).target().path().equals("/stops")) {
                Applications.await(goOn);
            }
            Applications.text(exchange, "" + (count + Applications.readAll(body).length));
        };
    }

    private static int begin(Http2Client client, String path, int length) throws IOException {
        int stream = client.request("POST", path, false, "content-length", "" + length);
        client.data(stream, new byte[FIRST_PART], false);
        client.until(() -> client.increments(stream) >= length - FIRST_WINDOW);
        return stream;
    }

    private static CompletableFuture<Void> send(Http2Client client, int stream, int bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                client.data(stream, new byte[bytes], true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// What is held that no application reads is bounded for the whole server, however far windows have grown: the client
    /// waits, others don't, and nothing is lost.
    @Test
    void aClientWaitsWhenBodiesHoldTooMuchThatNobodyReads() throws Exception {
        assumeFalse(subject().behindAHop(), "another process reads ahead");
        CountDownLatch goOn = new CountDownLatch(1);
        ContractServer server = serve(stopsToRead(goOn), Map.of(Settings.HTTP2_UNREAD_BUDGET, 1_000_000L));
        Http2Client client = connect2(server).sync();
        int stream = begin(client, "/stops", LARGE_BODY);
        CompletableFuture<Void> sending = send(client, stream, LARGE_BODY - FIRST_PART);
        Eventually.until("the connection waits", () -> server.statistics().streams().held() == 1);
        Http2Client other = connect2(server).sync();
        int small = other.request("POST", "/", false);
        other.data(small, new byte[2 * FIRST_PART], true);

        assertEquals("" + 2 * FIRST_PART, other.read(small).text());
        assertFalse(sending.isDone());
        goOn.countDown();
        assertEquals("" + LARGE_BODY, client.read(stream).text());
        sending.join();
        client.sync();
    }

    /// Sends as far as the windows go, and waits for more room where they end.
    private static final class PoliteSender {
        private static final int PART = 16_000;
        private final Http2Client client;
        private final Map<Integer, Integer> onStreams = new HashMap<>();
        private long sent;

        PoliteSender(Http2Client client) {
            this.client = client;
        }

        int begin(String path, int length) throws IOException {
            int stream = client.request("POST", path, false, "content-length", "" + length);
            send(stream, FIRST_PART, false);
            client.until(() -> client.increments(stream) >= length - FIRST_WINDOW);
            return stream;
        }

        void send(int stream, int bytes, boolean end) throws IOException {
            for (int left = bytes; left > 0; left -= PART) {
                int part = Math.min(PART, left);
                int before = onStreams.getOrDefault(stream, 0);
                client.until(() -> sent + part <= DEFAULT_WINDOW + client.increments(0)
                        && before + part <= FIRST_WINDOW + client.increments(stream));
                client.data(stream, new byte[part], end && part == left);
                onStreams.put(stream, before + part);
                sent += part;
            }
        }
    }

    /// The windows of those that are read take nothing from each other.
    @Test
    void bodiesOfOneConnectionGrowTogether() throws Exception {
        PoliteSender sender = new PoliteSender(connect2(serve(Applications.length())).sync());
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            streams.add(sender.begin("/" + i, BODY));
        }
        int part = (BODY - FIRST_PART) / 5;
        for (int round = 1; round <= 5; round++) {
            for (int stream : streams) {
                sender.send(stream, part, round == 5);
            }
        }

        for (int stream : streams) {
            assertEquals("" + BODY, sender.client.read(stream).text());
        }
    }

    /// One that has grown and is then not read leaves the others what they had.
    @Test
    void aBodyThatIsNoLongerReadTakesNoRoomFromOthers() throws Exception {
        assumeFalse(subject().behindAHop(), "another process reads ahead");
        CountDownLatch goOn = new CountDownLatch(1);
        PoliteSender sender = new PoliteSender(connect2(serve(stopsToRead(goOn))).sync());
        int stopped = sender.begin("/stops", BODY);
        sender.send(stopped, BODY - FIRST_PART, true);
        int other = sender.client.request("POST", "/", false);
        sender.send(other, 2_000_000, true);

        assertEquals("2000000", sender.client.read(other).text());
        assertNull(sender.client.goAway());
        goOn.countDown();
        assertEquals("" + BODY, sender.client.read(stopped).text());
    }
}
