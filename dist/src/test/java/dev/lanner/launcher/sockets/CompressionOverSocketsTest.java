package dev.lanner.launcher.sockets;

import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Compressed responses over TCP and TLS, HTTP/1.1 and HTTP/2.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompressionOverSocketsTest {
    private static final String LINE = "A line that says what the one before has said already.\n";
    private static final String PAGE = LINE.repeat(2000);

    @TempDir Path directory;
    private SocketServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(boolean tls, HttpServlet servlet, Map<Setting<?>, Object> more) throws Exception {
        Map<Setting<?>, Object> settings = new HashMap<>(more);
        settings.put(Settings.COMPRESSION, Settings.Switch.ON);
        server = new SocketServer(ContextDefinition.builder("")
                .servlet(ServletDefinition.builder("s").instance(servlet).asyncSupported(true).build(), "/s")
                .resources(OverlayResources.of(directory, List.of(), SettingValues.DEFAULTS)).build(), settings, tls);
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n";
    }

    private static byte[] unzip(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    private static final class PageServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.getWriter().write(PAGE);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,FILES,true,true", "true,FILES,false,true", "true,NEVER,false,false", "true,ALWAYS,true,true"})
    void pagesAndFilesAreCompressedWhereTheyMayBe(boolean tls, Settings.CompressionOverTls setting, boolean page,
            boolean file) throws Exception {
        Files.writeString(directory.resolve("small.txt"), LINE.repeat(500));
        Files.writeString(directory.resolve("large.txt"), PAGE);
        start(tls, new PageServlet(), Map.of(Settings.COMPRESSION_OVER_TLS, setting));
        check("/s", PAGE, page);
        check("/small.txt", LINE.repeat(500), file);
        check("/large.txt", PAGE, file);
    }

    private void check(String target, String text, boolean compressed) throws IOException {
        try (RawClient client = server.connect(); Http2Client second = server.connectHttp2()) {
            RawResponse one = client.send(get(target)).read();
            Http2Response two = second.exchange("GET", target, "accept-encoding", "gzip");
            if (compressed) {
                assertEquals("gzip", one.header("Content-Encoding"), target);
                assertEquals("gzip", two.header("content-encoding"), target);
                assertNull(one.header("Content-Length"));
                assertNull(two.header("content-length"));
            }
            assertEquals(text, new String(compressed ? unzip(one.body()) : one.body(), StandardCharsets.UTF_8));
            assertEquals(text, new String(compressed ? unzip(two.body()) : two.body(), StandardCharsets.UTF_8));
            assertEquals(200, client.send(SocketServer.get(target)).read().status(), "the connection goes on");
        }
    }

    @Test
    void pipelinedAndOldClientsGetWholeResponses() throws Exception {
        start(false, new PageServlet(), Map.of());
        try (RawClient client = server.connect()) {
            client.send(get("/s") + SocketServer.get("/s") + get("/s").replace("GET", "HEAD") + get("/s"));
            assertEquals(PAGE, new String(unzip(client.read().body()), StandardCharsets.UTF_8));
            assertEquals(PAGE, client.read().text());
            assertEquals("gzip", client.read("HEAD").header("Content-Encoding"));
            assertEquals(PAGE, new String(unzip(client.read().body()), StandardCharsets.UTF_8));
        }
        try (RawClient client = server.connect()) {
            client.send("GET /s HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
            byte[] all = client.readToEnd();
            String head = new String(all, StandardCharsets.ISO_8859_1).split("\r\n\r\n", 2)[0];
            assertTrue(head.contains("Content-Encoding: gzip") && !head.contains("chunked"), head);
            byte[] body = Arrays.copyOfRange(all, head.length() + 4, all.length);
            assertEquals(PAGE, new String(unzip(body), StandardCharsets.UTF_8));
        }
    }

    /// Sends an event, and the next when the test lets it.
    private static final class EventServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient CountDownLatch seen = new CountDownLatch(1);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/event-stream");
            response.getWriter().write("data: one\n\n");
            response.flushBuffer();
            try {
                seen.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            response.getWriter().write("data: two\n\n");
        }
    }

    @Test
    void anEventArrivesWhileTheNextOneIsWaitedFor() throws Exception {
        EventServlet servlet = new EventServlet();
        start(false, servlet, Map.of(Settings.COMPRESSION_TYPES, List.of("text/event-stream")));
        try (RawClient client = server.connect(); Http2Client second = server.connectHttp2()) {
            client.send(get("/s"));
            int stream = second.request("GET", "/s", true, "accept-encoding", "gzip");
            second.until(() -> readable(second.response(stream).body()).equals("data: one\n\n"));
            StringBuilder came = new StringBuilder();
            while (!firstEvent(came.toString())) {
                came.append(client.readSome());
            }
            servlet.seen.countDown();
            assertEquals("data: one\n\ndata: two\n\n",
                    new String(unzip(second.read(stream).body()), StandardCharsets.UTF_8));
        }
    }

    /// Whether the first event can be read from a chunked response that has not ended.
    private static boolean firstEvent(String came) {
        int end = came.indexOf("\r\n\r\n");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = end + 4;
        while (end >= 0 && at < came.length()) {
            int line = came.indexOf("\r\n", at);
            if (line < 0) {
                break;
            }
            int size = Integer.parseInt(came.substring(at, line), 16);
            String data = came.substring(line + 2, Math.min(came.length(), line + 2 + size));
            body.writeBytes(data.getBytes(StandardCharsets.ISO_8859_1));
            at = line + 2 + size + 2;
        }
        return readable(body.toByteArray()).equals("data: one\n\n");
    }

    private static String readable(byte[] body) {
        StringBuilder text = new StringBuilder();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), 1)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (EOFException e) {
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    /// Writes as a listener, by pieces.
    private static final class ListeningServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private static final byte[] BYTES = noise();

        private static byte[] noise() {
            byte[] bytes = new byte[6_000_000];
            new java.util.Random(7).nextBytes(bytes);
            return bytes;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new WriteListener() {
                private int at;

                @Override
                public void onWritePossible() throws IOException {
                    while (at < BYTES.length && out.isReady()) {
                        int count = Math.min(50_000, BYTES.length - at);
                        out.write(BYTES, at, count);
                        at += count;
                    }
                    if (at == BYTES.length && out.isReady()) {
                        at++;
                        async.complete();
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listenersOfLargeBodiesGoOn(boolean tls) throws Exception {
        start(tls, new ListeningServlet(), Map.of(Settings.COMPRESSION_OVER_TLS, Settings.CompressionOverTls.ALWAYS));
        try (RawClient client = server.connect(); Http2Client second = server.connectHttp2()) {
            assertTrue(Arrays.equals(ListeningServlet.BYTES, unzip(client.send(get("/s")).read().body())));
            byte[] body = second.exchange("GET", "/s", "accept-encoding", "gzip").body();
            assertTrue(Arrays.equals(ListeningServlet.BYTES, unzip(body)));
        }
    }
}
