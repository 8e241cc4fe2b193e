package dev.lanner.container.compression;

import dev.lanner.spi.features.BodySink;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A body in the format gzip (RFC 1952).
///
/// One thread at a time writes. [#end] may come from another at any time: then writing fails, and native memory is free.
final class GzipStream {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int BUFFER = 8192;
    private static final int TRAILER = 8;

    private final BodySink sink;
    private final Deflaters deflaters;
    private final Deflater deflater;
    private final CRC32 sum = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    // bytes of the buffer that are not sent yet
    private int filled;
    // modulo 2^32, as the trailer has it
    private int length;
    // whether something was taken that is not sent yet
    private boolean dirty;
    private boolean finished;
    // held while the compressor is used or ended, never over I/O
    private final ReentrantLock guard = new ReentrantLock();
    private boolean ended;

    /// @param sink where the bytes go
    /// @param deflaters where the compressor goes in the end
    /// @param deflater for this body alone
    GzipStream(BodySink sink, Deflaters deflaters, Deflater deflater) {
        this.sink = sink;
        this.deflaters = deflaters;
        this.deflater = deflater;
        System.arraycopy(HEADER, 0, buffer, 0, HEADER.length);
        filled = HEADER.length;
    }

    /// Takes bytes, sending what fills the buffer.
    void write(byte[] bytes, int offset, int count) throws IOException {
        if (finished) {
            throw new IOException("the response is complete: nothing can be added to it");
        }
        if (count == 0) {
            return;
        }
        sum.update(bytes, offset, count);
        length += count;
        dirty = true;
        guarded(() -> deflater.setInput(bytes, offset, count));
        while (deflate(Deflater.NO_FLUSH)) {
            send();
        }
    }

    /// Whether something was written that has not gone out.
    boolean dirty() {
        return dirty;
    }

    /// Sends all that was written, so that the client can read it (RFC 1951, an empty stored block).
    void flush() throws IOException {
        if (!dirty || finished) {
            return;
        }
        dirty = false;
        while (deflate(Deflater.SYNC_FLUSH)) {
            send();
        }
        send();
    }

    /// Ends the body; the sink's own end is the caller's.
    void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        guarded(deflater::finish);
        while (deflate(Deflater.NO_FLUSH)) {
            send();
        }
        if (buffer.length - filled < TRAILER) {
            send();
        }
        number((int) sum.getValue());
        number(length);
        send();
        end();
    }

    /// Frees what is outside of the heap. Idempotent, from any thread.
    void end() {
        guard.lock();
        try {
            if (!ended) {
                ended = true;
                deflaters.end(deflater);
            }
        } finally {
            guard.unlock();
        }
    }

    /// @return whether the buffer is full, and there may be more
    private boolean deflate(int mode) throws IOException {
        guarded(() -> filled += deflater.deflate(buffer, filled, buffer.length - filled, mode));
        return filled == buffer.length;
    }

    private void guarded(Runnable step) throws IOException {
        guard.lock();
        try {
            if (ended) {
                throw new IOException("the exchange has ended: nothing can be added to its response");
            }
            step.run();
        } finally {
            guard.unlock();
        }
    }

    private void send() throws IOException {
        int count = filled;
        filled = 0;
        if (count > 0) {
            sink.write(buffer, 0, count);
        }
    }

    private void number(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            buffer[filled++] = (byte) (value >>> shift);
        }
    }
}
