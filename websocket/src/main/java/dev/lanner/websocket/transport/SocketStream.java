package dev.lanner.websocket.transport;

import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A client's socket as a stream of bytes. Reads and writes wait.
final class SocketStream implements DuplexStream, BodySource, BodySink {
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final AtomicBoolean closed = new AtomicBoolean();
    /// Guards `timer`.
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ScheduledFuture<?> timer;

    /// Timers of all clients; made when first needed, and gone when there was nothing to do for a while.
    private static final class Timers {
        private static final ScheduledExecutorService SHARED = make();

        private Timers() {
        }

        private static ScheduledExecutorService make() {
            ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1,
                    task -> Thread.ofPlatform().daemon().name("lanner-websocket-timer").unstarted(task));
            timers.setRemoveOnCancelPolicy(true);
            timers.setKeepAliveTime(5, TimeUnit.SECONDS);
            timers.allowCoreThreadTimeOut(true);
            return timers;
        }
    }

    SocketStream(Socket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    @Override
    public BodySource input() {
        return this;
    }

    @Override
    public BodySink output() {
        return this;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int part = Math.min(MOST_AT_ONCE, end - at);
            out.write(bytes, at, part);
            at += part;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void complete() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void execute(Runnable task) {
        Thread.ofVirtual().name("lanner-websocket-client").start(task);
    }

    @Override
    public void deadline(Duration after, Runnable expired) {
        lock.lock();
        try {
            ScheduledFuture<?> before = timer;
            if (before != null) {
                before.cancel(false);
            }
            timer = after.isZero() || closed.get()
                    ? null
                    : Timers.SHARED.schedule(expired, after.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            deadline(Duration.ZERO, () -> {
            });
            try {
                socket.close();
            } catch (IOException e) {
                // nothing is left to close
            }
        }
    }
}
