package dev.lanner.http.connection;

import dev.lanner.http.exchange.Gate;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.ResponseHead;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.UpgradeFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The opaque upgrade of an HTTP/1.1 connection, and the bytes after it.
final class Upgrade implements UpgradeFeature, DuplexStream, BodySource, BodySink {
    private final Http1Exchange exchange;
    private final Http1Connection connection;
    /// Those of the exchange: nobody is inside when it ends, so that the connection's blocks can go back.
    private final Gate reading;
    private final Gate writing;
    private volatile boolean nonBlocking;

    Upgrade(Http1Exchange exchange) {
        this.exchange = exchange;
        this.connection = exchange.connection();
        this.reading = exchange.body().gate;
        this.writing = exchange.responseBody().gate;
    }

    @Override
    public boolean upgradable() {
        return !exchange.upgraded() && !exchange.ended() && !exchange.response().started()
                && exchange.body().consumed();
    }

    @Override
    public @Nullable String protocol() {
        return exchange.head().headers().first("Upgrade");
    }

    @Override
    public DuplexStream upgrade() throws IOException {
        if (!upgradable()) {
            throw new IllegalStateException("the connection can't be upgraded: "
                    + (exchange.upgraded()
                            ? "it was upgraded before"
                            : "the response has started, or there is a body"));
        }
        if (!connection.link.upgrade()) {
            exchange.rejected(Rejection.UPGRADE_LIMIT);
            throw new RequestRejectedException(Rejection.UPGRADE_LIMIT.status(), Rejection.UPGRADE_LIMIT.code(),
                    Rejection.UPGRADE_LIMIT.message());
        }
        exchange.response().starting();
        exchange.markUpgraded();
        connection.claimInput();
        enter(writing);
        boolean sent = false;
        try {
            exchange.responseBody().upgraded();
            exchange.responseBody()
                    .writeHead(new ResponseHead(101, exchange.response().list(), -1, ResponseHead.UPGRADE));
            connection.output().flush();
            sent = true;
        } finally {
            writing.exit();
            if (!sent) {
                // there is no way back
                close();
            }
        }
        return this;
    }

    // ---- DuplexStream

    @Override
    public BodySource input() {
        return this;
    }

    @Override
    public BodySink output() {
        return this;
    }

    @Override
    public void execute(Runnable task) {
        exchange.execute(task);
    }

    @Override
    public void deadline(Duration after, Runnable expired) {
        exchange.deadline(after, expired);
    }

    @Override
    public void close() {
        if (exchange.ended()) {
            return;
        }
        if (writing.tryEnter()) {
            try {
                // what was not flushed goes as far as it goes without waiting
                connection.output().tryFlush();
            } catch (IOException e) {
                // the peer has gone
            } finally {
                writing.exit();
            }
        }
        exchange.endUpgrade();
    }

    private static void enter(Gate gate) throws IOException {
        try {
            gate.enter();
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        }
    }

    // ---- BodySource

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return read(buffer, offset, length, true);
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws IOException {
        return read(buffer, offset, length, false);
    }

    private int read(byte[] buffer, int offset, int length, boolean wait) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        enter(reading);
        try {
            while (true) {
                connection.checkAlive();
                if (connection.input().available() > 0) {
                    return connection.input().take(buffer, offset, length);
                }
                int read = connection.input().read(ByteBuffer.wrap(buffer, offset, length));
                if (read != 0 || length == 0 || !wait) {
                    return read;
                }
                connection.input().await();
            }
        } finally {
            reading.exit();
        }
    }

    @Override
    public void onReadable(Runnable callback) {
        if (connection.input().available() > 0 || connection.wire().pending()) {
            callback.run();
        } else {
            connection.input().onReadable(callback);
        }
    }

    // ---- BodySink

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        enter(writing);
        try {
            connection.checkAlive();
            connection.output().write(bytes, offset, length);
            if (nonBlocking) {
                connection.output().tryFlush();
            }
        } finally {
            writing.exit();
        }
    }

    @Override
    public void flush() throws IOException {
        enter(writing);
        try {
            connection.checkAlive();
            if (nonBlocking) {
                connection.output().tryFlush();
            } else {
                connection.output().flush();
            }
        } finally {
            writing.exit();
        }
    }

    @Override
    public void complete() throws IOException {
        enter(writing);
        try {
            connection.output().flush();
            connection.wire.shutdownOutput();
        } finally {
            writing.exit();
        }
    }

    @Override
    public boolean writable() {
        stopWaiting();
        return connection.output().empty();
    }

    @Override
    public void onWritable(Runnable callback) {
        stopWaiting();
        connection.output().onWritable(callback);
    }

    /// From now on writes don't wait, and what was not flushed goes out.
    private void stopWaiting() {
        if (nonBlocking) {
            return;
        }
        try {
            enter(writing);
            try {
                nonBlocking = true;
                connection.output().nonBlocking();
                connection.output().tryFlush();
            } finally {
                writing.exit();
            }
        } catch (IOException e) {
            // the next write says so
        }
    }
}
