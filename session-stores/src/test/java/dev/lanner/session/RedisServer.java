package dev.lanner.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Redis of its own on a free port, with its data in a directory.
final class RedisServer implements AutoCloseable {
    private final Path directory;
    private final List<String> options;
    private int port;
    private Process process;

    RedisServer(Path directory, String... options) throws IOException {
        this.directory = directory;
        this.options = List.of(options);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /// The program; null where it is not installed.
    static Path program() {
        return Stream.of("/usr/bin/redis-server", "/usr/local/bin/redis-server", "/usr/bin/valkey-server").map(Path::of)
                .filter(Files::isExecutable).findFirst().orElse(null);
    }

    /// Where it is told to listen by its options.
    void listensOn(int other) {
        port = other;
    }

    int port() {
        return port;
    }

    void start() throws Exception {
        List<String> command = new ArrayList<>(List.of(program().toString(), "--port", Integer.toString(port), "--bind",
                "127.0.0.1", "--dir", directory.toString(), "--save", "", "--appendonly", "yes", "--appendfsync",
                "always"));
        command.addAll(options);
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        await();
    }

    private void await() throws Exception {
        for (int i = 0; i < 200; i++) {
            if (!process.isAlive()) {
                throw new IOException("redis-server ended: " + Files.readString(directory.resolve("log")));
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                socket.setSoTimeout(500);
                if (options.contains("--requirepass") || options.contains("--tls-port")) {
                    return;
                }
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() == '+') {
                    return;
                }
            } catch (IOException e) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("redis-server does not listen");
    }

    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            kill();
        }
    }
}
