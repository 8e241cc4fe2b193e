package dev.lanner.testkit;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class DelayingProxyTest {
    @Test
    void bytesAndEndsArriveBothWaysAsTheyWereSent() throws Exception {
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        try (ServerSocket behind = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DelayingProxy proxy = new DelayingProxy(0, behind.getLocalSocketAddress(), 5);
                Socket client = new Socket()) {
            Thread echo = Thread.ofVirtual().start(() -> echo(behind));
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                    ((InetSocketAddress) proxy.address()).getPort()));
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            InputStream back = client.getInputStream();

            assertArrayEquals(sent, back.readNBytes(sent.length));
            assertEquals(-1, back.read());
            echo.join();
        }
    }

    private static void echo(ServerSocket behind) {
        try (Socket socket = behind.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
