package dev.lanner.websocket.transport;

import dev.lanner.spi.message.Fields;
import dev.lanner.websocket.connection.EchoServer;
import dev.lanner.websocket.deflate.DeflateNegotiation;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ConnectionLimits;
import dev.lanner.websocket.protocol.MessageListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Compression against implementations of others: the package ws of Node.js (Debian's node-ws), and Chromium.
class ForeignPeersTest {
    private static final ConnectionLimits LIMITS = new ConnectionLimits(20 << 20, 20 << 20, 1 << 20,
            Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);
    private static final Path RESOURCES = Path.of(System.getProperty("basedir", "."), "src/test/resources/foreign");

    @TempDir Path directory;

    private static boolean node;
    private static boolean chromium;

    @BeforeAll
    static void look() {
        node = Files.isDirectory(Path.of("/usr/share/nodejs/ws")) && Files.isExecutable(Path.of("/usr/bin/node"));
        chromium = Files.isExecutable(Path.of("/usr/bin/chromium"));
    }

    private static Process node(String script, String... arguments) throws IOException {
        assumeTrue(node, "Node.js with its package ws is not installed (node-ws)");
        List<String> command = Stream
                .concat(Stream.of("/usr/bin/node", RESOURCES.resolve(script).toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("NODE_PATH", "/usr/share/nodejs");
        return builder.start();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            false | true | undefined
            true | true | permessage-deflate
            {"threshold":0} | true | permessage-deflate
            {"threshold":0} | false | server_no_context_takeover; client_no_context_takeover
            {"threshold":0,"clientMaxWindowBits":9} | true | client_max_window_bits=9
            {"threshold":0,"serverMaxWindowBits":10} | true | server_max_window_bits=10
            {"threshold":0,"serverNoContextTakeover":true} | true | server_no_context_takeover
            {"threshold":0,"clientNoContextTakeover":true} | true | client_no_context_takeover
            """)
    void messagesOfAForeignClientComeBack(String options, boolean context, String agreed) throws Exception {
        try (EchoServer server = EchoServer.plain(LIMITS, context)) {
            Process client = node("client.js", "ws://127.0.0.1:" + server.address().getPort() + "/echo", options);
            try {
                String output = new String(client.getInputStream().readAllBytes());
                assertTrue(client.waitFor(30, TimeUnit.SECONDS));
                assertTrue(output.contains("closed 4321 after 60"), output);
                assertTrue(output.contains(agreed), output);
            } finally {
                client.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "{\"threshold\":0}", "{\"threshold\":0,\"serverNoContextTakeover\":true}",
        "{\"threshold\":0,\"clientNoContextTakeover\":true,\"clientMaxWindowBits\":10}"})
    void messagesToAForeignServerComeBack(String options) throws Exception {
        Process server = node("server.js", options);
        try (BufferedReader lines = server.inputReader()) {
            int port = Integer.parseInt(lines.readLine().substring("port ".length()));
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            ClientOpening opening = ClientConnector.connect(new ClientRequest(URI.create("ws://127.0.0.1:" + port),
                    Fields.EMPTY, List.of(), List.of(DeflateNegotiation.offer()), null, Duration.ofSeconds(20),
                    LIMITS));
            assertEquals(List.of("permessage-deflate"), opening.extensions().stream().map(Extension::name).toList());
            opening.connection().start(listener(events));
            for (int length : new int[]{0, 1, 300, 5000, 70_000, 1 << 20}) {
                String message = "abcdefghij".repeat(length / 10 + 1).substring(0, length);
                opening.connection().sendText(message);
                assertEquals(message, events.poll(20, TimeUnit.SECONDS));
            }
            opening.connection().sendTextPart("in ".repeat(1000), false);
            opening.connection().sendTextPart("parts".repeat(1000), true);
            assertEquals("in ".repeat(1000) + "parts".repeat(1000), events.poll(20, TimeUnit.SECONDS));
            opening.connection().close(CloseStatus.of(1000));
            assertEquals("closed 1000", events.poll(20, TimeUnit.SECONDS));
        } finally {
            server.destroyForcibly();
        }
    }

    private static MessageListener listener(BlockingQueue<String> events) {
        return new MessageListener() {
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
        };
    }

    @Test
    void aBrowserSpeaksCompressedBothWays() throws Exception {
        assumeTrue(chromium, "Chromium is not installed");
        BlockingQueue<String> results = new LinkedBlockingQueue<>();
        try (EchoServer server = EchoServer.listening(LIMITS, results)) {
            Path page = directory.resolve("page.html");
            Files.writeString(page, Files.readString(RESOURCES.resolve("page.html")).replace("PORT",
                    Integer.toString(server.address().getPort())));
            Process browser = new ProcessBuilder("/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu",
                    "--no-first-run", "--disable-dev-shm-usage", "--user-data-dir=" + directory.resolve("profile"),
                    "--remote-debugging-port=0", page.toUri().toString())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
            try {
                assertEquals("result permessage-deflate: 21 came back, closed with 1000",
                        results.poll(60, TimeUnit.SECONDS));
            } finally {
                browser.descendants().forEach(ProcessHandle::destroyForcibly);
                browser.destroyForcibly().waitFor();
            }
        }
    }
}
