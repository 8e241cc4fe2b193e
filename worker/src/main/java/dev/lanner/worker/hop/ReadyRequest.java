package dev.lanner.worker.hop;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.ReceivedResponse;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.worker.pairing.HopFields;
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
        byte[] head = ("GET / HTTP/1.1\r\nHost: localhost\r\n" + HopFields.FACTS + ": "
                + connection.pool().token().text() + "\r\n" + HopFields.CONTROL + ": ready\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        connection.write(head, 0, head.length);
        try {
            HeadRules rules = HopRules.answers(false);
            ReceivedResponse answer = connection.head(rules);
            String words = words(connection, answer);
            return answer.status() == 200 ? "" : words.isEmpty() ? "its answer was " + answer.status() : words;
        } catch (RejectedRequestException e) {
            throw new IOException("its answer is malformed: " + e.getMessage(), e);
        }
    }

    private static String words(HopConnection connection, ReceivedResponse answer) throws IOException {
        byte[] words = new byte[Math.clamp(answer.contentLength(), 0, MOST)];
        int size = 0;
        byte[] part = new byte[words.length];
        while (size < words.length) {
            int count = connection.read(part, words.length - size);
            System.arraycopy(part, 0, words, size, count);
            size += count;
        }
        return new String(words, StandardCharsets.UTF_8);
    }
}
