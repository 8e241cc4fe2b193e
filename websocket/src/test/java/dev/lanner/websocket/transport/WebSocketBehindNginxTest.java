package dev.lanner.websocket.transport;

import dev.lanner.spi.message.Fields;
import dev.lanner.testkit.Eventually;
import dev.lanner.websocket.connection.EchoServer;
import dev.lanner.websocket.deflate.DeflateNegotiation;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ConnectionLimits;
import dev.lanner.websocket.protocol.MessageListener;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// nginx in front, with the configuration of `docs/websocket.md` as it is written there, but for the addresses.
class WebSocketBehindNginxTest {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Pattern CONFIGURATION = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);
    private static final ConnectionLimits LIMITS = new ConnectionLimits(1 << 20, 1 << 20, 1 << 20,
            Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);

    @TempDir Path directory;

    @Test
    void messagesPassThrough() throws Exception {
        assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
        int front;
        try (ServerSocket free = new ServerSocket(0)) {
            front = free.getLocalPort();
        }
        try (EchoServer server = EchoServer.plain(LIMITS)) {
            Path file = directory.resolve("nginx.conf");
            Files.writeString(file, configuration(front, server.address().getPort()));
            Process nginx = new ProcessBuilder(NGINX.toString(), "-p", directory.toString(), "-c", file.toString())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("out").toFile()).start();
            try {
                Eventually.until("nginx listens", () -> listens(front));
                talk(URI.create("ws://127.0.0.1:" + front + "/echo"));
            } finally {
                nginx.destroy();
                assertTrue(nginx.waitFor(20, TimeUnit.SECONDS), "nginx does not end");
            }
        }
    }

    private static void talk(URI uri) throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        ClientOpening opening = ClientConnector.connect(new ClientRequest(uri, Fields.EMPTY, List.of(),
                List.of(DeflateNegotiation.offer()), null, Duration.ofSeconds(20), LIMITS));
        opening.connection().start(new Inbox(events));
        for (int length : new int[]{1, 5000, 1 << 20}) {
            String message = "0123456789".repeat(length / 10 + 1);
            boolean tooLong = length > 1 << 19;
            try {
                opening.connection().sendTextPart(message, false);
                opening.connection().sendTextPart("", true);
            } catch (IOException e) {
                // the server has said that it is too long while it was being sent
                assertTrue(tooLong, e.toString());
            }
            assertEquals(tooLong ? "closed 1009" : message, events.poll(20, TimeUnit.SECONDS));
        }
    }

    private record Inbox(BlockingQueue<String> events) implements MessageListener {
        @Override
        public Delivery delivery(boolean text) {
            return Delivery.WHOLE;
        }

        @Override
        public void text(String part, boolean last) {
            events.add(part);
        }

        @Override
        public void binary(byte[] part, boolean last) {
            events.add("binary");
        }

        @Override
        public void closed(CloseStatus status, boolean remote) {
            events.add("closed " + status.code());
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private String configuration(int front, int back) throws Exception {
        Path document = Path.of(System.getProperty("basedir", "."), "../docs/websocket.md");
        Matcher found = CONFIGURATION.matcher(Files.readString(document));
        assertTrue(found.find());
        String server = found.group(1).replace("listen 443 ssl;", "listen 127.0.0.1:" + front + ";")
                .replace("http://unix:/run/lanner/web.sock", "http://127.0.0.1:" + back);
        return "daemon off;\nmaster_process off;\npid " + directory.resolve("pid") + ";\nerror_log "
                + directory.resolve("error.log") + ";\nevents {}\nhttp {\naccess_log off;\nclient_body_temp_path "
                + directory.resolve("body") + ";\nproxy_temp_path " + directory.resolve("proxy")
                + ";\nfastcgi_temp_path " + directory.resolve("f") + ";\nuwsgi_temp_path " + directory.resolve("u")
                + ";\nscgi_temp_path " + directory.resolve("s") + ";\n" + server + "}\n";
    }
}
