package dev.lanner.http.filter;

import dev.lanner.http.transport.Wire;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.transport.ByteTap;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A wire whose bytes somebody sees.
final class TapWire implements Wire {
    private final Wire wire;
    private final ByteTap tap;

    TapWire(Wire wire, ByteTap tap) {
        this.wire = wire;
        this.tap = tap;
    }

    /// Shows the taps of a wire bytes that were read before they were there.
    ///
    /// @param inner the wire whose taps have seen them; null for none
    static void begin(Wire wire, @Nullable Wire inner, byte[] first) {
        if (wire != inner && wire instanceof TapWire tapped && first.length > 0) {
            begin(tapped.wire, inner, first);
            tapped.tap.received(ByteBuffer.wrap(first).asReadOnlyBuffer());
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int from = target.position();
        return received(target, from, wire.read(target));
    }

    @Override
    public int readAhead(ByteBuffer target) throws IOException {
        int from = target.position();
        return received(target, from, wire.readAhead(target));
    }

    @Override
    public int readUpToEnd(ByteBuffer target) throws IOException {
        int from = target.position();
        return received(target, from, wire.readUpToEnd(target));
    }

    private int received(ByteBuffer target, int from, int read) {
        if (read > 0) {
            tap.received(target.slice(from, read).asReadOnlyBuffer());
        }
        return read;
    }

    @Override
    public boolean pending() {
        return wire.pending();
    }

    @Override
    public long write(ByteBuffer bytes) throws IOException {
        ByteBuffer seen = bytes.asReadOnlyBuffer();
        long sent = wire.write(bytes);
        told(seen, sent);
        return sent;
    }

    @Override
    public long write(ByteBuffer bytes, ByteBuffer more) throws IOException {
        ByteBuffer seen = bytes.asReadOnlyBuffer();
        ByteBuffer after = more.asReadOnlyBuffer();
        long sent = wire.write(bytes, more);
        long ofFirst = Math.min(sent, seen.remaining());
        told(seen, ofFirst);
        told(after, sent - ofFirst);
        return sent;
    }

    private void told(ByteBuffer seen, long sent) {
        if (sent > 0) {
            tap.sent(seen.limit(seen.position() + Math.toIntExact(sent)));
        }
    }

    /// Files go through here too, so that they are seen.
    @Override
    public boolean plain() {
        return false;
    }

    @Override
    public void park() {
        wire.park();
    }

    @Override
    public void shutdownOutput() throws IOException {
        wire.shutdownOutput();
    }

    @Override
    public void close(boolean reset) throws IOException {
        wire.close(reset);
    }

    @Override
    public @Nullable TlsFeature tls() {
        return wire.tls();
    }
}
