package dev.lanner.worker;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.spi.Application;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.worker.hop.Hop;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.HopRules;
import dev.lanner.worker.hop.Workers;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.pairing.WorkerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/// The processes that `bench/hop` measures: a worker with an application that hardly does anything, a front server with a hop to it,
/// and a client.
///
/// ```
/// worker SOCKET TOKEN             /plaintext, /bytes?N (answers with N bytes), /count (reads the body, answers with its size)
/// front PORT SOCKET TOKEN
/// ask URL|SOCKET FIELDS COUNT     asks for /plaintext, one request after the other; prints the median in microseconds
/// ```
///
/// TOKEN is a file; FIELDS are header lines, or `-`.
public final class HopRig {
    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BLOCK = 64 * 1024;

    private HopRig() {
    }

    /// Runs until it is killed; a client until it is done.
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "worker" -> run(worker(Path.of(arguments[1]), token(arguments[2])));
            case "front" ->
                run(front(Integer.parseInt(arguments[1]), new HopPool(Path.of(arguments[2]), token(arguments[3]))));
            case "ask" -> ask(arguments[1], arguments[2], Integer.parseInt(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void run(Connector connector) throws IOException, InterruptedException {
        connector.start();
        Thread.currentThread().join();
    }

    private static PairingToken token(String file) throws IOException {
        return new PairingToken(Files.readString(Path.of(file)).strip());
    }

    private static Connector worker(Path socket, PairingToken token) {
        Application paired = new PairedApplication(HopRig::serve, token, System.getProperty("user.name"), () -> "");
        ConnectorContext context = new ConnectorContext(paired, WorkerLimits.over(SettingValues.DEFAULTS),
                new FeatureCollection(), RequestLog.NONE);
        return new UnixConnectorFactory()
                .create(new EndpointConfig("worker", EndpointUrl.parse("http://unix:" + socket),
                        context.settings(), "rig"), context);
    }

    private static Connector front(int port, HopPool pool) {
        SettingValues settings = new SettingValues(SettingValues.DEFAULTS,
                Map.of(Settings.MAX_REQUEST_BODY_SIZE, new Value(Long.MAX_VALUE, "rig")));
        Hop hop = new Hop("/", new One(pool), HopRules.of(Duration.ofMinutes(2), -1));
        ConnectorContext context = new ConnectorContext(hop, settings, new FeatureCollection(), RequestLog.NONE);
        return new TcpConnectorFactory().create(new EndpointConfig("tcp", EndpointUrl.parse("http://127.0.0.1:" + port),
                settings, "rig"), context);
    }

    private static void serve(FeatureCollection exchange) throws IOException {
        String path = exchange.require(Features.REQUEST).target().rawPath();
        String query = exchange.require(Features.REQUEST).target().query();
        switch (path) {
            case "/bytes" -> bytes(exchange, Long.parseLong(String.valueOf(query)));
            case "/count" -> text(exchange, Long.toString(count(exchange)).getBytes(StandardCharsets.ISO_8859_1));
            default -> text(exchange, HELLO);
        }
    }

    private static void text(FeatureCollection exchange, byte[] text) throws IOException {
        ResponseFeature response = exchange.require(Features.RESPONSE);
        response.headers().set("Content-Type", "text/plain");
        response.headers().set("Content-Length", Integer.toString(text.length));
        exchange.require(Features.RESPONSE_BODY).write(text, 0, text.length);
    }

    private static void bytes(FeatureCollection exchange, long count) throws IOException {
        exchange.require(Features.RESPONSE).headers().set("Content-Length", Long.toString(count));
        byte[] block = new byte[BLOCK];
        for (long left = count; left > 0; left -= BLOCK) {
            exchange.require(Features.RESPONSE_BODY).write(block, 0, (int) Math.min(BLOCK, left));
        }
    }

    private static long count(FeatureCollection exchange) throws IOException {
        BodySource body = exchange.require(Features.REQUEST).body();
        byte[] block = new byte[BLOCK];
        long sum = 0;
        for (int count = body.read(block, 0, BLOCK); count >= 0; count = body.read(block, 0, BLOCK)) {
            sum += count;
        }
        return sum;
    }

    private static void ask(String where, String fields, int count) throws IOException {
        byte[] request = ("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n" + (fields.equals("-") ? "" : fields + "\r\n")
                + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        SocketAddress address = where.startsWith("/")
                ? UnixDomainSocketAddress.of(where)
                : new InetSocketAddress("127.0.0.1", Integer.parseInt(where));
        try (SocketChannel channel = SocketChannel.open(address)) {
            once(channel, request, count / 4);
            long[] nanos = once(channel, request, count);
            Arrays.sort(nanos);
            System.out.println(nanos[count / 2] / 1000.0);
        }
    }

    private static long[] once(SocketChannel channel, byte[] request, int count) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(request.length).put(request).flip();
        ByteBuffer in = ByteBuffer.allocateDirect(4096);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            channel.write(out.rewind());
            in.clear();
            do {
                if (channel.read(in) < 0) {
                    throw new IOException("the connection was closed");
                }
            } while (in.get(in.position() - 1) != '!');
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }

    private record One(HopPool pool) implements Workers {
        @Override
        public HopPool ready(FeatureCollection exchange) {
            return pool;
        }

        @Override
        public boolean lost(HopPool suspected) {
            return false;
        }
    }
}
