package dev.lanner.launcher.sockets;

import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Listeners of large bodies over TCP, several clients at once (Servlet 6.1, 3.7, 5.7).
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeBodiesTest {
    private static final int CLIENTS = 5;
    private static final int REQUESTS = 4;
    private static final int SIZE = 10_000_000;
    private static final int PIECE = 40_000;

    private static final class LargeServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getParameter("length") != null) {
                response.setContentLength(SIZE);
            }
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            ServletOutputStream output = response.getOutputStream();
            output.setWriteListener(new Sender(output, async));
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            ServletInputStream input = request.getInputStream();
            input.setReadListener(new Counter(input, async));
        }
    }

    private static final class Sender implements WriteListener {
        private final ServletOutputStream output;
        private final AsyncContext async;
        private int sent;

        Sender(ServletOutputStream output, AsyncContext async) {
            this.output = output;
            this.async = async;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (sent < SIZE && output.isReady()) {
                byte[] piece = new byte[Math.min(PIECE, SIZE - sent)];
                for (int i = 0; i < piece.length; i++) {
                    piece[i] = (byte) ((sent + i) % 251);
                }
                output.write(piece);
                sent += piece.length;
            }
            if (sent == SIZE) {
                sent++;
                async.complete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }

    private static final class Counter implements ReadListener {
        private final ServletInputStream input;
        private final AsyncContext async;
        private final byte[] buffer = new byte[16_384];
        private long count;
        private long sum;

        Counter(ServletInputStream input, AsyncContext async) {
            this.input = input;
            this.async = async;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (input.isReady()) {
                int read = input.read(buffer);
                for (int i = 0; i < read; i++) {
                    sum += buffer[i] & 0xFF;
                }
                count += Math.max(0, read);
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            async.getResponse().getWriter().print(count + " " + sum);
            async.complete();
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }

    private static byte[] expected() {
        byte[] all = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            all[i] = (byte) (i % 251);
        }
        return all;
    }

    private static void atOnce(Callable<Void> client) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(client));
            }
            for (Future<Void> each : running) {
                each.get(100, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void responsesOfWriteListenersAllComeWhole() throws Exception {
        byte[] expected = expected();
        try (SocketServer server = SocketServer.of(new LargeServlet(), Map.of())) {
            atOnce(() -> {
                try (RawClient client = server.connect().timeout(Duration.ofSeconds(60))) {
                    for (int i = 0; i < REQUESTS; i++) {
                        RawResponse response = client.exchange(SocketServer.get(i % 2 == 0 ? "/" : "/?length=1"));
                        assertEquals(200, response.status());
                        assertEquals(-1, java.util.Arrays.mismatch(expected, response.body()));
                    }
                }
                return null;
            });
        }
    }

    @Test
    void bodiesForReadListenersAllArriveWhole() throws Exception {
        byte[] body = expected();
        long sum = 0;
        for (byte b : body) {
            sum += b & 0xFF;
        }
        String answer = SIZE + " " + sum;
        try (SocketServer server = SocketServer.of(new LargeServlet(), Map.of())) {
            atOnce(() -> {
                try (RawClient client = server.connect().timeout(Duration.ofSeconds(60))) {
                    for (int i = 0; i < REQUESTS; i++) {
                        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + SIZE + "\r\n\r\n");
                        client.send(body);
                        assertEquals(answer, client.read().text());
                    }
                }
                return null;
            });
        }
    }
}
