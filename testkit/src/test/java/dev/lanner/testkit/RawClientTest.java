package dev.lanner.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RawClientTest {
    @Test
    void readsByContentLength() throws IOException {
        RawResponse response = answered("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "GET");

        assertEquals(200, response.status());
        assertEquals("abc", response.text());
    }

    @Test
    void readsChunksAndTrailers() throws IOException {
        RawResponse response = answered("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n", "GET");

        assertEquals("abcde", response.text());
        assertEquals("5", response.trailers().first("x-sum"));
    }

    @Test
    void gathersInterimResponses() throws IOException {
        RawResponse response = answered("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\n\r\n", "GET");

        assertEquals(204, response.status());
        assertEquals(100, response.interim().get(0).status());
        assertEquals("</a>", response.interim().get(1).header("Link"));
    }

    @Test
    void readsNoBodyAfterHead() throws IOException {
        assertEquals("", answered("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n", "HEAD").text());
    }

    @Test
    void readsToTheEndWithoutFraming() throws IOException {
        assertEquals("all of it", answered("HTTP/1.1 200 OK\r\n\r\nall of it", "GET").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\nContent-Length: 0\n\n", "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"})
    void refusesMalformedResponses(String response) {
        assertThrows(AssertionError.class, () -> answered(response, "GET"));
    }

    @Test
    void tellsWhereTheServerClosed() {
        EOFException e = assertThrows(EOFException.class, () -> answered("HTTP/1.1 200 OK\r\nConte", "GET"));

        assertTrue(e.getMessage().contains("Conte"), e.getMessage());
    }

    @Test
    void waitsNoLongerThanTheTimeout() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawClient client = RawClient.connect(server.getLocalSocketAddress())
                        .timeout(Duration.ofMillis(20))) {
            assertThrows(SocketTimeoutException.class, client::read);
            assertTrue(client.silentFor(Duration.ofMillis(5)));
        }
    }

    @Test
    void resetsTheConnection() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawClient client = RawClient.connect(server.getLocalSocketAddress());
                Socket accepted = server.accept()) {
            client.reset();
            InputStream in = accepted.getInputStream();
            assertThrows(IOException.class, in::read);
        }
    }

    @Test
    void halfClosesAndStillReads() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawClient client = RawClient.connect(server.getLocalSocketAddress());
                Socket accepted = server.accept()) {
            client.send("bye").halfClose();
            assertEquals("bye", new String(accepted.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            accepted.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(
                    StandardCharsets.ISO_8859_1));
            assertEquals(200, client.read().status());
        }
    }

    @Test
    void speaksOverAUnixSocket(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path));
                RawClient client = RawClient.connect(path);
                SocketChannel accepted = server.accept()) {
            accepted.write(StandardCharsets.ISO_8859_1.encode("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
            assertEquals("hi", client.send("x").read().text());
            assertEquals(1, accepted.read(ByteBuffer.allocate(9)));
        }
    }

    private static RawResponse answered(String response, String method) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawClient client = RawClient.connect(server.getLocalSocketAddress())) {
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
            }
            return client.read(method);
        }
    }
}
