package dev.lanner.worker.hop;

import dev.lanner.http.h1.ReceivedResponse;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.spi.features.BodySink;
import dev.lanner.worker.pairing.HopFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The question to a worker whether it serves.
final class ReadyRequest {
    /// What a worker says of why it can't serve, at most.
    private static final int MOST = 64 * 1024;

    private ReadyRequest() {
    }

    /// Asks, and closes the connection.
    ///
    /// @return empty when it serves; else why it never will
    static String send(HopConnection connection, Duration longest) throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        Executor later = CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
        CompletableFuture<Void> timer = CompletableFuture.runAsync(() -> {
            over.set(true);
            connection.close();
        }, later);
        try (connection) {
            return ask(connection);
        } catch (IOException e) {
            if (over.get()) {
                SocketTimeoutException late = new SocketTimeoutException(
                        "no answer within " + longest.toMillis() + " ms");
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            timer.cancel(false);
        }
    }

    private static String ask(HopConnection connection) throws IOException {
        connection.head().latin("GET / HTTP/1.1\r\nHost: localhost\r\n").latin(HopFields.FACTS).latin(": ")
                .latin(connection.pool().token().text()).line().latin(HopFields.CONTROL).latin(": ready").line().line();
        connection.sendHead();
        try {
            ReceivedResponse answer = connection.head(HopRules.ANSWERS);
            Words words = new Words();
            connection.copy(Math.clamp(answer.contentLength(), 0, MOST), words);
            String text = words.text.toString(StandardCharsets.UTF_8);
            return answer.status() == 200 ? "" : text.isEmpty() ? "its answer was " + answer.status() : text;
        } catch (RejectedRequestException e) {
            throw new IOException("its answer is malformed: " + e.getMessage(), e);
        }
    }

    /// Collects a short body.
    private static final class Words implements BodySink {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();

        @Override
        public void write(byte[] bytes, int offset, int length) {
            text.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // goes nowhere
        }

        @Override
        public void complete() {
            // goes nowhere
        }
    }
}
