package dev.lanner.launcher.sockets;

import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Kept responses over TCP, HTTP/1.1 and HTTP/2 alike.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CacheOverSocketsTest {
    private SocketServer server;
    private CountingServlet servlet;

    @BeforeEach
    void start() throws Exception {
        servlet = new CountingServlet();
        server = SocketServer.of(servlet, Map.of(Settings.RESPONSE_CACHE, Settings.Switch.ON));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static final class CountingServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Cache-Control", "public, max-age=1000");
            int size = request.getQueryString() == null ? 10 : Integer.parseInt(request.getQueryString());
            response.getOutputStream().print("call " + calls.incrementAndGet());
            for (int i = 0; i < size; i += 1000) {
                response.getOutputStream().write(new byte[1000]);
            }
        }
    }

    @Test
    void eachProtocolIsAnsweredFromTheSamePlace() throws Exception {
        try (RawClient client = server.connect(); Http2Client second = server.connectHttp2()) {
            // the client of HTTP/2 sends no Host, and another authority
            int stream = second.headers(true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path",
                    "/a");
            assertEquals("call 1", second.read(stream).text().substring(0, 6));
            Http2Response again = second.read(second.headers(true, ":method", "GET", ":scheme", "http", ":authority",
                    "localhost", ":path", "/a"));
            assertEquals("0", again.header("age"));
            client.send(SocketServer.get("/a") + SocketServer.get("/a") + SocketServer.get("/a").replace("GET", "HEAD")
                    + "GET http://localhost/a HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawResponse first = client.read();
            RawResponse hit = client.read();
            assertEquals(first.text(), hit.text());
            assertEquals("0", hit.header("Age"));
            RawResponse head = client.read("HEAD");
            assertEquals(hit.header("Content-Length"), head.header("Content-Length"));
            assertEquals("0", client.read().header("Age"));
            assertEquals(200, client.send(SocketServer.get("/b")).read().status());
        }
    }

    @Test
    void largeResponsesArriveWholeKeptOrNot() throws Exception {
        try (RawClient client = server.connect(); Http2Client second = server.connectHttp2()) {
            for (int size : new int[]{250_000, 400_000}) {
                byte[] one = client.send(SocketServer.get("/?" + size)).read().body();
                byte[] two = client.send(SocketServer.get("/?" + size)).read().body();
                assertEquals(size + 6, one.length);
                assertEquals(size + 6, two.length);
                assertEquals(size + 6, second.exchange("GET", "/?" + size).body().length);
                assertEquals(size + 6, second.exchange("GET", "/?" + size).body().length);
            }
            int before = servlet.calls.get();
            client.send(SocketServer.get("/?250000")).read();
            assertEquals(before, servlet.calls.get());
            client.send(SocketServer.get("/?400000")).read();
            assertEquals(before + 1, servlet.calls.get());
        }
    }
}
