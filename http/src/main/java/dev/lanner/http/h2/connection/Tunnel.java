package dev.lanner.http.h2.connection;

import dev.lanner.http.exchange.Gate;
import dev.lanner.http.h1.Rejection;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.UpgradeFeature;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An extended CONNECT (RFC 8441) and the bytes of its stream after it was accepted.
final class Tunnel implements UpgradeFeature, DuplexStream, BodySource, BodySink {
    private static final byte[] NONE = {};
    private static final int CONSUMED_AT_ONCE = 16 * 1024;

    private final Http2Exchange exchange;
    private final Http2Stream stream;
    /// Those of the exchange: nobody is inside when it ends.
    private final Gate reading;
    private final Gate writing;
    private int unsaid;
    private volatile boolean nonBlocking;

    Tunnel(Http2Exchange exchange) {
        this.exchange = exchange;
        this.stream = exchange.stream();
        this.reading = exchange.body().gate;
        this.writing = exchange.responseBody().gate;
    }

    @Override
    public boolean upgradable() {
        return !exchange.upgraded() && !exchange.ended() && !exchange.response().started();
    }

    @Override
    public @Nullable String protocol() {
        return exchange.request().head().protocol();
    }

    @Override
    public boolean extendedConnect() {
        return true;
    }

    @Override
    public DuplexStream upgrade() throws IOException {
        if (!upgradable()) {
            throw new IllegalStateException("the stream can't be upgraded: " + (exchange.upgraded()
                    ? "it was upgraded before"
                    : "the response has started"));
        }
        if (!stream.connection().endpoint().admitUpgradedStream()) {
            exchange.rejected(Rejection.UPGRADE_LIMIT);
            throw new RequestRejectedException(Rejection.UPGRADE_LIMIT.status(), Rejection.UPGRADE_LIMIT.code(),
                    Rejection.UPGRADE_LIMIT.message());
        }
        exchange.response().starting();
        // answers the key of HTTP/1.1's handshake, which the client has not sent
        exchange.response().list().remove("Sec-WebSocket-Accept");
        exchange.markUpgraded();
        enter(writing);
        boolean sent = false;
        try {
            exchange.responseBody().tunnel();
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
        // also once the stream is closed: its end is told to the application on such a thread
        exchange.executeAnyway(task);
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
        try {
            stream.out.writeLater(NONE, 0, 0, true);
            stream.connection().output().flush();
        } catch (IOException e) {
            // ended already, or the client has gone
        }
        // wakes who reads
        stream.received.over();
        stream.out.fireWriter();
        exchange.finish();
    }

    private static void enter(Gate gate) throws IOException {
        try {
            gate.enter();
        } catch (IllegalStateException e) {
            throw new IOException("the stream was closed", e);
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
                boolean ended = stream.received.ended();
                int taken = stream.received.take(buffer, offset, length);
                if (taken > 0) {
                    consumed(taken);
                    return taken;
                }
                stream.checkAlive();
                if (ended) {
                    return -1;
                }
                if (stream.received.isOver()) {
                    throw new IOException("the stream was closed");
                }
                if (length == 0 || !wait) {
                    return 0;
                }
                stream.received.await();
            }
        } finally {
            reading.exit();
        }
    }

    private void consumed(int bytes) {
        unsaid += bytes;
        if (stream.received.empty() || unsaid >= CONSUMED_AT_ONCE) {
            stream.consumed(unsaid);
            unsaid = 0;
        }
    }

    @Override
    public void onReadable(Runnable callback) {
        stream.received.onReadable(callback);
    }

    // ---- BodySink

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        enter(writing);
        try {
            if (nonBlocking) {
                stream.out.writeLater(bytes, offset, length, false);
                stream.connection().output().flush();
            } else {
                stream.out.write(bytes, offset, length, false);
                exchange.holdIfUseful();
            }
        } finally {
            writing.exit();
        }
    }

    @Override
    public int writeNow(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        enter(writing);
        try {
            int taken = stream.out.writeNow(bytes, offset, length);
            stream.connection().output().flush();
            return taken;
        } finally {
            writing.exit();
        }
    }

    @Override
    public void flush() throws IOException {
        enter(writing);
        try {
            stream.checkAlive();
            stream.connection().output().flush();
        } finally {
            writing.exit();
        }
    }

    @Override
    public void complete() throws IOException {
        enter(writing);
        try {
            if (nonBlocking) {
                stream.out.writeLater(NONE, 0, 0, true);
            } else {
                stream.out.write(NONE, 0, 0, true);
            }
            stream.connection().output().flush();
        } finally {
            writing.exit();
        }
    }

    @Override
    public boolean writable() {
        nonBlocking = true;
        return stream.out.writable();
    }

    @Override
    public void onWritable(Runnable callback) {
        nonBlocking = true;
        if (exchange.ended()) {
            callback.run();
        } else {
            stream.out.onWritable(callback);
        }
    }
}
