package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// One server has the port, others register URL prefixes there.
@Timeout(120)
class PortSharingTest {
    @TempDir Path directory;

    private final Deque<Server> servers = new ArrayDeque<>();
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(Server::stop);
    }

    private Server start(String name, String yaml) throws Exception {
        Path base = directory.resolve(name);
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml.replace("PORT", Integer.toString(port)));
        ConfigurationSource source = new ConfigurationSource(base, null, null, List.of(), Map.of());
        Server server = new Server(ConfigurationReader.read(source), source, BaseDirectory.take(base),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
        servers.addFirst(server);
        return server;
    }

    private Server front(String reservations) throws Exception {
        return start("front",
                "reservations:\n" + reservations + "endpoints: { web: { url: \"http://127.0.0.1:PORT\" } }\n");
    }

    private Server worker(String name, String prefix, String more) throws Exception {
        application(name, "webapps/ROOT", name);
        return start(name, "front: { base: ../front, prefixes: [\"" + prefix + "\"]" + more + " }\n");
    }

    private void application(String server, String webapp, String text) throws IOException {
        Path root = directory.resolve(server).resolve(webapp);
        Files.createDirectories(root.resolve("WEB-INF"));
        Files.writeString(root.resolve("index.html"), text);
    }

    private String ask(String server, String command, Map<String, String> values) throws ControlException {
        return String.valueOf(new ControlClient(directory.resolve(server).resolve("run"))
                .ask(new ControlRequest(command, values), Duration.ofSeconds(60)));
    }

    private String ask(String server, String command) throws ControlException {
        return ask(server, command, Map.of());
    }

    private RawResponse exchange(String host, String path) throws IOException {
        try (RawClient client = RawClient
                .connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        }
    }

    private String get(String host, String path) throws IOException {
        RawResponse response = exchange(host, path);
        return response.status() == 200 ? response.text() : String.valueOf(response.status());
    }

    @Test
    void twoServersOneport() throws Exception {
        application("front", "webapps/ROOT", "front");
        front("  \"http://+:PORT/\":\n  \"http://shop.example:PORT/\":\n  \"http://blog.example:PORT/\":\n");
        assertEquals("front", get("shop.example", "/"));
        worker("shop", "http://shop.example:PORT/", "");
        worker("blog", "http://blog.example:PORT/", "");
        assertEquals("shop", get("shop.example", "/"));
        assertEquals("blog", get("blog.example", "/"));
        assertEquals("front", get("other.example", "/"));
    }
}
