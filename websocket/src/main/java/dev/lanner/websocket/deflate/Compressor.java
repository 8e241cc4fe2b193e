package dev.lanner.websocket.deflate;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses messages (RFC 7692, 7.2.1). Used by one thread at a time, in the order of sending.
public final class Compressor {
    private static final int TAIL = 4;
    private static final int EXPECTED_SAVING = 4;
    private static final int LEAST = 64;

    private final boolean context;
    private final int windowBits;
    private @Nullable Deflater deflater;

    /// @param context whether a message may refer to those before it
    /// @param windowBits how far back it may refer, 8 to 15
    public Compressor(boolean context, int windowBits) {
        this.context = context;
        this.windowBits = windowBits;
    }

    /// Compresses a message or a part of one.
    ///
    /// @param last whether the message ends here: then the empty block at its end is left out
    public byte[] compress(byte[] bytes, int offset, int length, boolean last) {
        Deflater own = deflater;
        if (own == null) {
            own = ZlibPool.shared().deflater();
            deflater = own;
        }
        byte[] target = new byte[Math.max(LEAST, length / EXPECTED_SAVING)];
        int size = 0;
        // The JDK's compressor always has a window of 32 KiB. A smaller one is kept to by starting anew after as many
        // bytes, so that nothing refers further back.
        int window = windowBits == 15 ? Integer.MAX_VALUE : 1 << windowBits;
        int flush = windowBits == 15 ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH;
        int at = 0;
        do {
            int part = Math.min(window, length - at);
            own.setInput(bytes, offset + at, part);
            at += part;
            while (true) {
                size += own.deflate(target, size, target.length - size, flush);
                if (size < target.length) {
                    break;
                }
                target = Arrays.copyOf(target, target.length * 2);
            }
        } while (at < length);
        if (last) {
            size = withoutTail(target, size);
            if (!context) {
                close();
            }
        }
        return Arrays.copyOf(target, size);
    }

    /// A flush ends with 00 00 FF FF, which is not sent. A flush that had nothing to write, twice in a row, writes none:
    /// then the message is one empty block.
    private static int withoutTail(byte[] target, int size) {
        if (size >= TAIL && target[size - 1] == -1 && target[size - 2] == -1 && target[size - 3] == 0
                && target[size - 4] == 0) {
            return size - TAIL;
        }
        target[size] = 0;
        return size + 1;
    }

    /// Gives the native memory back. The next message begins without context.
    public void close() {
        Deflater own = deflater;
        if (own != null) {
            deflater = null;
            ZlibPool.shared().give(own);
        }
    }
}
