package dev.lanner.worker;

import dev.lanner.testkit.Eventually;
import dev.lanner.worker.pairing.PairingToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Bodies that are far larger than the heaps of front server and worker go through both, each in a JVM of its own.
class HopStreamTest {
    private static final String HEAP = "-Xmx24m";
    private static final long SIZE = 128L << 20;
    private static final int BLOCK = 64 * 1024;

    private final List<Process> started = new ArrayList<>();
    private Path directory;
    private int port;

    @BeforeEach
    void startBoth() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        Path socket = directory.resolve("w.sock");
        Path token = Files.writeString(directory.resolve("token"), PairingToken.random().text());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        java("worker", socket.toString(), token.toString());
        Eventually.until("the worker listens", () -> Files.exists(socket));
        java("front", Integer.toString(port), socket.toString(), token.toString());
        Eventually.until("the front server listens", () -> {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP, "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError",
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                HopRig.class.getName()));
        command.addAll(List.of(arguments));
        started.add(new ProcessBuilder(command).inheritIO().start());
    }

    @AfterEach
    void endBoth() throws IOException, InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
        try (Stream<Path> left = Files.list(directory)) {
            for (Path each : left.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }

    @Test
    void a_large_answer_and_a_large_body_need_no_memory() throws IOException {
        assertEquals(SIZE, download());
        assertEquals(Long.toString(SIZE), upload("Content-Length: " + SIZE, false));
        assertEquals(Long.toString(SIZE), upload("Transfer-Encoding: chunked", true));
        assertTrue(started.stream().allMatch(Process::isAlive), "a process has ended");
    }

    /// The worker must wait for the client: what it writes meanwhile can't be held.
    @Test
    void an_answer_waits_for_a_client_that_reads_nothing_at_first() throws IOException {
        try (Socket slow = connect()) {
            send(slow, "GET /bytes?" + SIZE + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals('H', slow.getInputStream().read());

            // others are served meanwhile, and memory is none the less
            assertEquals(SIZE, download());
            assertEquals(SIZE, rest(slow.getInputStream()));
        }
    }

    private long download() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /bytes?" + SIZE + " HTTP/1.1\r\nHost: a\r\n\r\n");
            return rest(socket.getInputStream());
        }
    }

    private String upload(String framing, boolean chunked) throws IOException {
        try (Socket socket = connect()) {
            send(socket, "POST /count HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            byte[] block = new byte[BLOCK];
            for (long left = SIZE; left > 0; left -= BLOCK) {
                if (chunked) {
                    send(socket, Integer.toHexString(BLOCK) + "\r\n");
                }
                out.write(block);
                if (chunked) {
                    send(socket, "\r\n");
                }
            }
            if (chunked) {
                send(socket, "0\r\n\r\n");
            }
            head(socket.getInputStream());
            return new String(socket.getInputStream().readNBytes(Long.toString(SIZE).length()),
                    StandardCharsets.US_ASCII);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long rest(InputStream in) throws IOException {
        head(in);
        long sum = 0;
        byte[] block = new byte[BLOCK];
        int count = 0;
        while (count >= 0 && sum < SIZE) {
            count = in.read(block);
            sum += count;
        }
        return sum;
    }

    private static void head(InputStream in) throws IOException {
        int last = 0;
        while (last != 0x0d0a0d0a) {
            last = last << 8 | in.read();
        }
    }
}
