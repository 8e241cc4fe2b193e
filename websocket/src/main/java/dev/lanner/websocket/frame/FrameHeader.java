package dev.lanner.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Writes frame headers (RFC 6455, 5.2).
public final class FrameHeader {
    /// The most bytes a header has.
    public static final int MOST = 14;
    /// The bit of the last frame of a message.
    public static final int FIN = 0x80;
    /// The bit of a compressed message's first frame.
    public static final int RSV1 = 0x40;

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private FrameHeader() {
    }

    /// How many bytes the header of a frame has.
    public static int size(long length, boolean masked) {
        return (length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10) + (masked ? 4 : 0);
    }

    /// Writes a header without the masking key.
    ///
    /// @param first the first byte: opcode, FIN, RSV1
    /// @return where it ends
    public static int write(byte[] target, int offset, int first, long length, boolean masked) {
        int bit = masked ? 0x80 : 0;
        target[offset] = (byte) first;
        if (length <= 125) {
            target[offset + 1] = (byte) (bit | (int) length);
            return offset + 2;
        }
        if (length <= 0xFFFF) {
            target[offset + 1] = (byte) (bit | 126);
            SHORTS.set(target, offset + 2, (short) length);
            return offset + 4;
        }
        target[offset + 1] = (byte) (bit | 127);
        LONGS.set(target, offset + 2, length);
        return offset + 10;
    }

    /// Writes the masking key.
    ///
    /// @return where it ends
    public static int key(byte[] target, int offset, int key) {
        INTS.set(target, offset, key);
        return offset + 4;
    }
}
