package dev.lanner.launcher;

import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Clients that send one request after the other, repeat nothing, and count what was answered. They connect again when the
/// server ends a connection, until [#lastConnections].
final class LoadClients implements AutoCloseable {
    /// What a client speaks and asks for.
    enum Kind {
        /// A file, by HTTP/1.1 on one connection.
        KEEP_ALIVE,
        /// An asynchronous servlet, by HTTP/1.1 on one connection.
        ASYNC,
        /// A file, by five streams of HTTP/2 at a time over TLS.
        HTTP2,
        /// Messages on a WebSocket.
        WEB_SOCKET
    }

    private static final int EACH = 3;
    private static final int STREAMS = 5;
    private static final int CLOSE = 8;
    private static final int GOING_AWAY = 1001;

    private final SocketAddress plain;
    private final SocketAddress encrypted;
    private final SSLContext tls;
    private final Set<Kind> stay;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<String>> clients = new ArrayList<>();
    private final Map<Kind, AtomicInteger> answered = new EnumMap<>(Kind.class);
    private volatile boolean last;
    private volatile boolean over;

    /// @param plain where HTTP/1.1 and WebSockets are spoken
    /// @param encrypted where HTTP/2 is
    /// @param stay the kinds whose connections the server may not end
    LoadClients(SocketAddress plain, SocketAddress encrypted, SSLContext tls, Set<Kind> stay) {
        this.plain = plain;
        this.encrypted = encrypted;
        this.tls = tls;
        this.stay = stay;
        for (Kind kind : Kind.values()) {
            answered.put(kind, new AtomicInteger());
            for (int i = 0; i < EACH; i++) {
                clients.add(threads.submit(() -> repeat(kind)));
            }
        }
        awaitMore(20);
    }

    /// Waits until clients of each kind have got some more answers, or one has failed.
    void awaitMore(int answers) {
        Map<Kind, Integer> before = answers();
        Eventually.until("each kind gets " + answers + " answers", () -> clients.stream().anyMatch(Future::isDone)
                || answers().entrySet().stream().allMatch(now -> now.getValue() >= before.get(now.getKey()) + answers));
    }

    /// How many requests and messages were answered.
    Map<Kind, Integer> answers() {
        Map<Kind, Integer> now = new EnumMap<>(Kind.class);
        answered.forEach((kind, count) -> now.put(kind, count.get()));
        return now;
    }

    /// From now on nobody connects again.
    void lastConnections() {
        last = true;
    }

    /// Ends the clients after their running requests.
    void end() {
        last = true;
        over = true;
    }

    /// Waits for the end of all clients; none may have failed.
    void awaitEnd() throws Exception {
        List<String> ends = new ArrayList<>();
        for (Future<String> client : clients) {
            ends.add(client.get(60, TimeUnit.SECONDS));
        }
        ends.removeIf(String::isEmpty);
        assertEquals(List.of(), ends);
    }

    private String repeat(Kind kind) {
        try {
            String failure;
            do {
                failure = switch (kind) {
                    case KEEP_ALIVE -> http1("/app/page.html", "<p>a page</p>\n".repeat(200), kind);
                    case ASYNC -> http1("/app/m/async", "later", kind);
                    case HTTP2 -> http2();
                    case WEB_SOCKET -> webSocket();
                };
                if (failure.isEmpty() && !over && stay.contains(kind)) {
                    failure = "the connection was ended";
                }
            } while (failure.isEmpty() && !last);
            return failure.isEmpty() ? "" : kind + ": " + failure;
        } catch (ConnectException e) {
            return last ? "" : kind + ": " + e;
        } catch (IOException | RuntimeException | AssertionError e) {
            return kind + ": " + e;
        }
    }

    private String http1(String path, String text, Kind kind) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawClient client = RawClient.connect(plain)) {
            RawResponse response;
            do {
                response = client.exchange(request);
                if (response.status() != 200 || !response.text().equals(text)) {
                    return "status " + response.status();
                }
                answered.get(kind).incrementAndGet();
            } while (!response.closes() && !over);
            return "";
        }
    }

    private String http2() throws IOException {
        try (Http2Client client = Http2Client.over(RawClient.connect(encrypted, tls, "localhost", "h2"), "https")) {
            do {
                List<Integer> streams = new ArrayList<>();
                for (int i = 0; i < STREAMS; i++) {
                    streams.add(client.request("GET", "/app/page.html", true));
                }
                for (int stream : streams) {
                    String failure = answerOf(client, stream);
                    if (!failure.isEmpty()) {
                        return failure;
                    }
                }
            } while (client.goAway() == null && !over);
            return "";
        }
    }

    private String answerOf(Http2Client client, int stream) throws IOException {
        Http2Response response = client.response(stream);
        try {
            client.read(stream);
        } catch (EOFException e) {
            // above the last stream of GOAWAY: not processed, and the client knows it (RFC 9113, 6.8)
            return client.goAway() != null && stream > client.goAwayStream() ? "" : "no answer on stream " + stream;
        }
        if (response.status() != 200 || !response.ended()) {
            return "status " + response.status() + ", reset " + response.reset();
        }
        answered.get(Kind.HTTP2).incrementAndGet();
        return "";
    }

    private String webSocket() throws IOException {
        try (RawClient client = RawClient.connect(plain)) {
            client.send("GET /app/echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.readByte());
            }
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                return head.toString();
            }
            int number = 0;
            do {
                byte[] message = ("m" + number++).getBytes(StandardCharsets.US_ASCII);
                client.send(frame(0x81, message));
                int opcode = client.readByte() & 15;
                byte[] payload = client.readBytes(client.readByte());
                if (opcode == CLOSE) {
                    client.send(frame(0x88, payload));
                    int code = (payload[0] & 255) << 8 | payload[1] & 255;
                    return code == GOING_AWAY ? "" : "closed with " + code;
                }
                if (!new String(payload, StandardCharsets.US_ASCII).equals("m" + (number - 1))) {
                    return "another message";
                }
                answered.get(Kind.WEB_SOCKET).incrementAndGet();
            } while (!over);
            client.send(frame(0x88, new byte[]{3, (byte) 232}));
            return "";
        }
    }

    /// A short frame, its mask being zero.
    private static byte[] frame(int first, byte[] payload) {
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) first;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    @Override
    public void close() {
        end();
        threads.shutdownNow();
    }
}
