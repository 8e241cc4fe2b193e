package dev.lanner.http.connection;

import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.ResponseHead;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.UpgradeFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/// The opaque upgrade of an HTTP/1.1 connection, and the bytes after it.
final class Upgrade implements UpgradeFeature, DuplexStream, BodySource, BodySink {
    private final Http1Exchange exchange;
    private final Http1Connection connection;
    private final Gate reading = new Gate();
    private final Gate writing = new Gate();
    private boolean nonBlocking;

    Upgrade(Http1Exchange exchange) {
        this.exchange = exchange;
        this.connection = exchange.connection();
    }

    @Override
    public boolean upgradable() {
        return !exchange.upgraded() && !exchange.ended() && !exchange.response().started()
                && exchange.body().consumed();
    }

    @Override
    public DuplexStream upgrade() throws IOException {
        if (!upgradable()) {
            throw new IllegalStateException("the connection can't be upgraded: "
                    + (exchange.upgraded()
                            ? "it was upgraded before"
                            : "the response has started, or there is a body"));
        }
        if (!connection.upgrade()) {
            exchange.rejected(Rejection.UPGRADE_LIMIT);
            throw new RequestRejectedException(Rejection.UPGRADE_LIMIT.status(), Rejection.UPGRADE_LIMIT.code(),
                    Rejection.UPGRADE_LIMIT.message());
        }
        exchange.markUpgraded();
        connection.claimInput();
        exchange.response().starting();
        exchange.responseBody()
                .writeHead(new ResponseHead(101, exchange.response().list(), -1, ResponseHead.UPGRADE));
        connection.output().flush();
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
    public void close() {
        if (!exchange.ended()) {
            connection.input().fire();
            exchange.endUpgrade();
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
        reading.enter();
        try {
            while (true) {
                connection.checkAlive();
                if (exchange.ended()) {
                    throw new IOException("the connection was closed");
                }
                if (connection.input().available() > 0) {
                    return connection.input().take(buffer, offset, length);
                }
                int read = connection.channel().read(ByteBuffer.wrap(buffer, offset, length));
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
        if (connection.input().available() > 0) {
            callback.run();
        } else {
            connection.input().onReadable(callback);
        }
    }

    // ---- BodySink

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        writing.enter();
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
        writing.enter();
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
        writing.enter();
        try {
            connection.output().flush();
            connection.channel().shutdownOutput();
        } finally {
            writing.exit();
        }
    }

    @Override
    public boolean writable() {
        nonBlocking = true;
        connection.output().nonBlocking();
        return connection.output().empty();
    }

    @Override
    public void onWritable(Runnable callback) {
        nonBlocking = true;
        connection.output().nonBlocking();
        connection.output().onWritable(callback);
    }
}
