package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.ChaosServlet;
import dev.lanner.launcher.deployment.ChaosLedger.Kind;
import dev.lanner.launcher.deployment.ChaosLedger.Result;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/// Clients of all kinds that use contexts steadily, repeat nothing, and say of each request what became of it. They connect
/// again when a connection has ended.
final class ChaosClients implements AutoCloseable {
    private static final int STREAMS = 3;
    private static final byte[] BODY = new byte[200_000];
    /// Between two requests of a client.
    private static final long PAUSE_NANOS = 8_000_000;

    private final SocketAddress server;
    private final Duration patience;
    private final ChaosLedger ledger;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    /// The processes that have answered, by their contexts.
    private final Map<String, Map<Long, Long>> processes = new ConcurrentHashMap<>();
    private volatile boolean over;

    static {
        for (int i = 0; i < BODY.length; i++) {
            BODY[i] = (byte) (i * 13);
        }
    }

    /// @param patience after which a request counts as hung
    ChaosClients(SocketAddress server, Duration patience, ChaosLedger ledger) {
        this.server = server;
        this.patience = patience;
        this.ledger = ledger;
    }

    /// Clients of each kind begin.
    void use(String context) {
        for (Kind kind : List.of(Kind.HTTP1, Kind.HTTP2, Kind.UPLOAD, Kind.STREAM, Kind.WEB_SOCKET)) {
            running.add(threads.submit(() -> repeat(context, kind)));
        }
    }

    /// The processes of a context that have answered since then.
    Collection<Long> processes(String context, long since) {
        return processes.getOrDefault(context, Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue() - since > 0).map(Map.Entry::getKey).sorted().toList();
    }

    /// All that have ever answered.
    Collection<Long> processes() {
        return processes.values().stream().flatMap(some -> some.keySet().stream()).distinct().sorted().toList();
    }

    /// One short request on a connection of its own.
    ///
    /// @return whether it was served
    boolean probe(String context) throws IOException {
        long from = System.nanoTime();
        try (RawClient client = connect()) {
            return exchange(client, context, Kind.PROBE, from, "GET " + context + "/short?n=7 HTTP/1.1\r\nHost: x\r\n"
                    + "Connection: close\r\n\r\n", new byte[0], " 7").result() == Result.SERVED;
        }
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(server).timeout(patience);
    }

    private void repeat(String context, Kind kind) {
        int number = 0;
        while (!over) {
            try {
                number = switch (kind) {
                    case HTTP2 -> http2(context, number);
                    case WEB_SOCKET -> webSocket(context, number);
                    default -> http1(context, kind, number);
                };
            } catch (IOException | RuntimeException | AssertionError e) {
                ledger.add(context, kind, Result.LOST, System.nanoTime(), "outside of a request: " + e);
            }
        }
    }

    private void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    // ---- HTTP/1.1

    /// A request's end.
    ///
    /// @param goesOn whether the connection can be used again
    private record End(Result result, boolean goesOn) {
    }

    private int http1(String context, Kind kind, int first) throws IOException {
        int number = first;
        try (RawClient client = connect()) {
            boolean goesOn = true;
            while (goesOn && !over) {
                number++;
                long from = System.nanoTime();
                goesOn = (switch (kind) {
                    case UPLOAD -> exchange(client, context, kind, from, "POST " + context
                            + "/upload HTTP/1.1\r\nHost: x\r\nContent-Length: " + BODY.length + "\r\n\r\n", BODY,
                            " " + BODY.length + " " + sum());
                    case STREAM -> exchange(client, context, kind, from, "GET " + context + "/stream?n=" + number
                            + " HTTP/1.1\r\nHost: x\r\n\r\n", new byte[0], stream(number));
                    default -> exchange(client, context, kind, from, "GET " + context + "/short?n=" + number
                            + " HTTP/1.1\r\nHost: x\r\n\r\n", new byte[0], " " + number);
                }).goesOn();
                pause();
            }
        }
        return number;
    }

    private static long sum() {
        CRC32 sum = new CRC32();
        sum.update(BODY);
        return sum.getValue();
    }

    private static String stream(int number) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < ChaosServlet.BLOCKS; i++) {
            all.writeBytes(ChaosServlet.block(number, i));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /// @param expected the answer's text, without the process' id in front
    private End exchange(RawClient client, String context, Kind kind, long from, String head, byte[] body,
            String expected) {
        ChaosAnswer answer = new ChaosAnswer();
        End end;
        String detail = "";
        try {
            client.send(head);
            client.trySend(body);
            answer.read(client);
            Result result = result(context, kind, answer.status(), answer.text(), expected);
            detail = answer.status() + " " + (result == Result.LOST ? answer.text() : "");
            end = new End(result, !answer.closes());
        } catch (SocketTimeoutException e) {
            end = new End(Result.HUNG, false);
        } catch (IOException | RuntimeException | AssertionError e) {
            detail = e.toString();
            end = new End(answer.begun() ? Result.BROKEN : Result.LOST, false);
        }
        ledger.add(context, kind, end.result(), from, detail.strip());
        return end;
    }

    private Result result(String context, Kind kind, int status, String text, String expected) {
        if (status >= 502 && status <= 504) {
            return Result.REFUSED;
        }
        boolean named = kind != Kind.STREAM && kind != Kind.WEB_SOCKET;
        if (status != 200 || !(named ? text.endsWith(expected) : text.equals(expected))) {
            return Result.LOST;
        }
        if (named) {
            processes.computeIfAbsent(context, key -> new ConcurrentHashMap<>())
                    .put(Long.parseLong(text.substring(0, text.indexOf(' '))), System.nanoTime());
        }
        return Result.SERVED;
    }

    // ---- HTTP/2

    private int http2(String context, int first) throws IOException {
        int number = first;
        try (Http2Client client = Http2Client.over(connect(), "http")) {
            while (client.goAway() == null && !over) {
                long from = System.nanoTime();
                List<Integer> streams = new ArrayList<>();
                for (int i = 0; i < STREAMS; i++) {
                    streams.add(client.request("GET", context + "/short?n=" + (number + i), true));
                }
                for (int i = 0; i < STREAMS; i++) {
                    answer(client, streams.get(i), context, from, " " + (number + i));
                }
                number += STREAMS;
                pause();
            }
        }
        return number;
    }

    private void answer(Http2Client client, int stream, String context, long from, String expected)
            throws IOException {
        Http2Response response = client.response(stream);
        Result result;
        String detail;
        try {
            client.read(stream);
            result = response.ended()
                    ? result(context, Kind.HTTP2, response.status(), response.text(), expected)
                    : response.started() ? Result.BROKEN : Result.LOST;
            detail = response.status() + (result == Result.LOST ? " " + response : "");
        } catch (SocketTimeoutException e) {
            result = Result.HUNG;
            detail = "stream " + stream;
        } catch (EOFException e) {
            result = Result.LOST;
            detail = "the connection ended";
        }
        ledger.add(context, Kind.HTTP2, result, from, detail);
        if (result == Result.HUNG) {
            throw new IOException("the other streams of the connection are not awaited");
        }
    }

    // ---- WebSocket

    private int webSocket(String context, int first) throws IOException {
        int number = first;
        try (RawClient client = connect()) {
            ChaosAnswer answer = new ChaosAnswer();
            long from = System.nanoTime();
            try {
                client.send("GET " + context + "/echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: "
                        + "websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        + "\r\n");
                answer.read(client);
            } catch (SocketTimeoutException e) {
                ledger.add(context, Kind.WEB_SOCKET, Result.HUNG, from, "handshake");
                return number;
            } catch (IOException e) {
                ledger.add(context, Kind.WEB_SOCKET, answer.begun() ? Result.BROKEN : Result.LOST, from,
                        "handshake: " + e);
                return number;
            }
            if (answer.status() != 101) {
                ledger.add(context, Kind.WEB_SOCKET, result(context, Kind.WEB_SOCKET, answer.status(), "", "-"), from,
                        Integer.toString(answer.status()));
                pause();
                return number;
            }
            boolean goesOn = true;
            while (goesOn && !over) {
                goesOn = message(client, context, "m" + ++number);
                pause();
            }
        }
        return number;
    }

    private boolean message(RawClient client, String context, String text) {
        long from = System.nanoTime();
        byte[] message = text.getBytes(StandardCharsets.US_ASCII);
        Result result;
        String detail = "";
        try {
            client.send(frame(message));
            int first = client.readByte();
            if (first < 0) {
                throw new EOFException("the connection ended");
            }
            byte[] payload = client.readBytes(client.readByte());
            detail = "opcode " + (first & 15) + " " + new String(payload, StandardCharsets.ISO_8859_1);
            result = (first & 15) == 8
                    ? Result.BROKEN
                    : Arrays.equals(payload, message) ? Result.SERVED : Result.LOST;
        } catch (SocketTimeoutException e) {
            result = Result.HUNG;
        } catch (IOException | RuntimeException e) {
            detail = e.toString();
            result = Result.BROKEN;
        }
        ledger.add(context, Kind.WEB_SOCKET, result, from, detail);
        return result == Result.SERVED;
    }

    /// A short text frame, its mask being zero.
    private static byte[] frame(byte[] payload) {
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    /// Waits until all have ended what they were doing.
    void end() throws Exception {
        over = true;
        for (Future<?> each : running) {
            each.get(patience.toSeconds() * 2, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
    }
}
