package dev.lanner.launcher.sockets;

import dev.lanner.container.RequestFeatures;
import dev.lanner.spi.ClientGoneException;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BadRequestFeature;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Request features as a servlet uses them, over TCP.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FeaturesOverSocketsTest {
    private SocketServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /// A servlet's code.
    private interface Code {
        void serve(HttpServletRequest request, HttpServletResponse response, FeatureCollection features)
                throws Exception;
    }

    private static final class CodeServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Code code;

        CodeServlet(Code code) {
            this.code = code;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                code.serve(request, response, RequestFeatures.of(request));
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private RawClient client(Map<Setting<?>, Object> settings, Code code) throws Exception {
        server = SocketServer.of(new CodeServlet(code), settings);
        return server.connect();
    }

    @Test
    void aSlowReaderIsWaitedForWhereTheRequestSaysSo() throws Exception {
        CompletableFuture<IOException> cut = new CompletableFuture<>();
        CountDownLatch patientStarted = new CountDownLatch(1);
        RawClient patient = client(
                Map.of(Settings.MIN_RATE_GRACE, Duration.ofMillis(1001), Settings.MIN_RESPONSE_RATE, 100_000_000L),
                (q, r, features) -> {
                    boolean waits = q.getRequestURI().equals("/patient");
                    if (waits) {
                        DataRateFeature rate = features.require(Features.DATA_RATE);
                        assertTrue(rate.response().limited());
                        rate.response(DataRate.NONE);
                        patientStarted.countDown();
                    }
                    try {
                        for (int i = 0; i < 50; i++) {
                            r.getOutputStream().write(new byte[1 << 20]);
                        }
                    } catch (IOException e) {
                        if (!waits) {
                            cut.complete(e);
                        }
                        throw e;
                    }
                });
        patient.send(SocketServer.get("/patient"));
        patientStarted.await();
        try (RawClient other = server.connect().send(SocketServer.get("/other"))) {
            cut.get(30, TimeUnit.SECONDS);
        }

        assertEquals(50 << 20, patient.read().body().length);
        patient.close();
    }

    @Test
    void withoutBlockingReadsOnlyAListenerReads() throws Exception {
        RawClient client = client(Map.of(), (q, r, features) -> {
            features.require(Features.BODY_CONTROL).synchronousIoAllowed(false);
            ServletInputStream input = q.getInputStream();
            String message = assertThrows(IllegalStateException.class, input::read).getMessage();
            assertTrue(message.startsWith("LNR-3041"), message);
            AsyncContext async = q.startAsync();
            input.setReadListener(new ReadListener() {
                private final StringBuilder read = new StringBuilder();

                @Override
                public void onDataAvailable() throws IOException {
                    byte[] buffer = new byte[100];
                    while (input.isReady()) {
                        int count = input.read(buffer);
                        read.append(new String(buffer, 0, Math.max(0, count), StandardCharsets.US_ASCII));
                    }
                }

                @Override
                public void onAllDataRead() throws IOException {
                    r.getWriter().print(read);
                    async.complete();
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        });

        assertEquals("hello", client.exchange(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello").text());
        client.close();
    }

    @Test
    void theReasonOfARefusalIsThereForTheServlet() throws Exception {
        CompletableFuture<String> reason = new CompletableFuture<>();
        RawClient client = client(Map.of(), (q, r, features) -> {
            assertEquals(null, features.get(Features.BAD_REQUEST));
            try {
                q.getInputStream().readAllBytes();
            } catch (IOException e) {
                BadRequestFeature refusal = features.get(Features.BAD_REQUEST);
                reason.complete(refusal == null ? "none" : refusal.reason());
                throw e;
            }
        });

        RawResponse response = client.exchange(SocketServer.chunked("zz\r\n"));
        assertEquals(400, response.status());
        assertTrue(reason.get(20, TimeUnit.SECONDS).contains("chunk"), reason.get());
        assertFalse(response.text().contains("Exception"), response.text());
        client.close();
    }

    @Test
    void eventsGoOutWithoutAFlushWhereBufferingIsOff() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        RawClient client = client(Map.of(), (q, r, features) -> {
            r.setContentType("text/event-stream;charset=utf-8");
            r.getWriter().write("data: 0\n\n");
            features.require(Features.BUFFERING).disableResponseBuffering();
            r.getWriter().write("data: 1\n\n");
            r.getWriter().write('x');
            assertTrue(seen.await(20, TimeUnit.SECONDS), "the client saw nothing");
        });
        client.send(SocketServer.get("/"));

        StringBuilder start = new StringBuilder();
        while (!start.toString().endsWith("\r\nx\r\n")) {
            start.append(new String(client.readBytes(1), StandardCharsets.ISO_8859_1));
        }
        seen.countDown();

        assertTrue(start.toString().contains("data: 0\n\n") && start.toString().contains("data: 1\n\n"),
                start::toString);
        client.close();
    }

    @Test
    void aClientThatResetsTellsAsyncListeners() throws Exception {
        CompletableFuture<Throwable> error = new CompletableFuture<>();
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        CountDownLatch waiting = new CountDownLatch(1);
        RawClient client = client(Map.of(), (q, r, features) -> {
            AsyncContext async = q.startAsync();
            async.setTimeout(0);
            async.addListener(new AsyncListener() {
                @Override
                public void onComplete(AsyncEvent event) {
                    complete.complete(error.isDone());
                }

                @Override
                public void onTimeout(AsyncEvent event) {
                    // never
                }

                @Override
                public void onError(AsyncEvent event) {
                    error.complete(event.getThrowable());
                }

                @Override
                public void onStartAsync(AsyncEvent event) {
                    // never
                }
            });
            waiting.countDown();
        });
        client.send(SocketServer.get("/"));
        waiting.await();

        client.reset();

        assertTrue(error.get(20, TimeUnit.SECONDS) instanceof IOException);
        assertTrue(complete.get(20, TimeUnit.SECONDS), "completed after the error");
    }

    @Test
    void aWriteToAClientThatHasGoneFailsByTheSetting() throws Exception {
        CompletableFuture<Object> thrown = new CompletableFuture<>();
        writeToNobody(Map.of(), thrown);
        assertTrue(thrown.get(20, TimeUnit.SECONDS) instanceof ClientGoneException, thrown.toString());
        server.close();

        CompletableFuture<Object> silent = new CompletableFuture<>();
        writeToNobody(Map.of(Settings.WRITE_ERRORS, Settings.WriteErrors.SILENT), silent);
        assertEquals("written", silent.get(20, TimeUnit.SECONDS));
    }

    /// A servlet writes more than any buffer holds to a client that resets its connection.
    private void writeToNobody(Map<Setting<?>, Object> settings, CompletableFuture<Object> outcome) throws Exception {
        CountDownLatch serving = new CountDownLatch(1);
        RawClient client = client(settings, (q, r, features) -> {
            serving.countDown();
            features.require(Features.LIFETIME).gone().toCompletableFuture().join();
            try {
                for (int i = 0; i < 64; i++) {
                    r.getOutputStream().write(new byte[1 << 20]);
                    r.flushBuffer();
                }
                outcome.complete("written");
            } catch (IOException e) {
                outcome.complete(e);
            }
        });
        client.send(SocketServer.get("/"));
        serving.await();
        client.reset();
    }
}
