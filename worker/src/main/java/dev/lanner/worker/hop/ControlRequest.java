package dev.lanner.worker.hop;

import dev.lanner.http.h1.ReceivedResponse;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.worker.pairing.HopBytes;
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
import org.jspecify.annotations.Nullable;

/// A question to a worker, or a word: whether it serves, whether it has a session, that it shall say goodbye.
final class ControlRequest {
    /// What a worker says of why it can't serve, at most.
    private static final int MOST = 64 * 1024;
    private static final String COOKIE = "Cookie";

    private ControlRequest() {
    }

    /// Asks, and closes the connection.
    ///
    /// @param word what is asked, see [HopFields#CONTROL]
    /// @param about the request that it is about; null for none
    /// @return empty when the answer is yes; else what it is
    static String send(HopConnection connection, String word, @Nullable RequestFeature about, Duration longest)
            throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        Executor later = CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
        CompletableFuture<Void> timer = CompletableFuture.runAsync(() -> {
            over.set(true);
            connection.close();
        }, later);
        try (connection) {
            return ask(connection, word, about);
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

    private static String ask(HopConnection connection, String word, @Nullable RequestFeature about)
            throws IOException {
        HopBytes head = connection.head().latin("GET ").received(about == null ? "/" : about.target().rawPath())
                .latin(" HTTP/1.1\r\nHost: localhost\r\n").latin(HopFields.FACTS).latin(": ")
                .latin(connection.pool().token().text()).line().latin(HopFields.CONTROL).latin(": ").latin(word).line();
        if (about != null) {
            about.headers().all(COOKIE).forEach(value -> head.latin(COOKIE).latin(": ").text(value).line());
        }
        head.line();
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
