package dev.lanner.http.tls;

import dev.lanner.http.transport.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes of a handshake on their way between channel and engine. For one thread at a time.
final class HandshakeBytes {
    private final Wire wire;
    private final TlsBuffers buffers;
    /// Received and not decrypted, to be got from.
    private @Nullable ByteBuffer in;
    private byte @Nullable [] kept;
    /// Made and not sent, to be got from.
    private @Nullable ByteBuffer out;

    HandshakeBytes(Wire wire, TlsBuffers buffers) {
        this.wire = wire;
        this.buffers = buffers;
    }

    /// Begins with what somebody else has read.
    void keep(byte[] first) {
        kept = first;
    }

    /// What was received, to be got from.
    ByteBuffer in() {
        ByteBuffer own = in;
        if (own == null) {
            own = buffers.take();
            byte[] before = kept;
            if (before != null) {
                own.put(before);
                kept = null;
            }
            in = own.flip();
        }
        return own;
    }

    /// Where records are put; whoever does flips it.
    ByteBuffer out() {
        ByteBuffer records = out;
        if (records == null) {
            records = buffers.take();
        } else {
            records.compact();
        }
        out = records;
        return records;
    }

    /// While the client is waited for, only the bytes that were received are kept.
    void park() {
        ByteBuffer received = in;
        if (received != null) {
            in = null;
            if (received.hasRemaining()) {
                byte[] bytes = new byte[received.remaining()];
                received.get(bytes);
                kept = bytes;
            }
            buffers.give(received);
        }
        ByteBuffer records = out;
        if (records != null && !records.hasRemaining()) {
            out = null;
            buffers.give(records);
        }
    }

    /// Reads from the channel.
    ///
    /// @return whether something came
    boolean receive() throws IOException {
        ByteBuffer into = in().compact();
        int read;
        try {
            read = wire.read(into);
        } finally {
            into.flip();
        }
        if (read < 0) {
            throw new IOException("the client has left");
        }
        return read > 0;
    }

    /// Sends the records made so far. False when the channel takes no more now.
    boolean flush() throws IOException {
        ByteBuffer records = out;
        if (records != null && records.hasRemaining()) {
            wire.write(records);
            return !records.hasRemaining();
        }
        return true;
    }

    /// What came after the handshake, for who goes on; null when nothing did.
    @Nullable
    ByteBuffer left() {
        ByteBuffer received = kept == null ? in : in();
        in = null;
        if (received != null && !received.hasRemaining()) {
            buffers.give(received);
            received = null;
        }
        return received;
    }

    /// Gives the buffers back.
    void release() {
        ByteBuffer received = in;
        ByteBuffer records = out;
        in = null;
        out = null;
        if (received != null) {
            buffers.give(received);
        }
        if (records != null) {
            buffers.give(records);
        }
    }
}
