package dev.lanner.websocket.transport;

import dev.lanner.websocket.connection.EchoServer;
import dev.lanner.websocket.protocol.ConnectionLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// WebSockets on streams of HTTP/2 (RFC 8441), asked for by Node.js.
class WebSocketOverHttp2Test {
    private static final Path NODE = Path.of("/usr/bin/node");
    private static final ConnectionLimits LIMITS = new ConnectionLimits(1 << 20, 1 << 20, 1 << 20,
            Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);

    @Test
    void messagesOfAStreamComeBack() throws Exception {
        assumeTrue(Files.isExecutable(NODE), "Node.js is not installed");
        try (EchoServer server = EchoServer.http2(LIMITS)) {
            Path script = Path.of(System.getProperty("basedir", "."), "src/test/resources/foreign/http2.js");
            Process client = new ProcessBuilder(NODE.toString(), script.toString(),
                    Integer.toString(server.address().getPort())).redirectErrorStream(true).start();
            try {
                assertTrue(client.waitFor(30, TimeUnit.SECONDS));
                assertEquals("status 200 chat undefined\nclosed 1000 after 3\nend\nstream closed\n",
                        new String(client.getInputStream().readAllBytes()));
            } finally {
                client.destroyForcibly();
            }
        }
    }
}
