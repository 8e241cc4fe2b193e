package dev.lanner.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Masking (RFC 6455, 5.3), eight bytes at a time.
public final class Masking {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Masking() {
    }

    /// Masks bytes where they are, or takes the mask off.
    ///
    /// @param key the masking key, as it comes on the wire: its first byte is the highest
    /// @return the key for the bytes that follow
    public static int apply(byte[] bytes, int offset, int length, int key) {
        int at = offset;
        int end = offset + length;
        if (key != 0) {
            long wide = (long) key << 32 | key & 0xFFFF_FFFFL;
            for (; at <= end - 32; at += 32) {
                LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
                LONGS.set(bytes, at + 8, (long) LONGS.get(bytes, at + 8) ^ wide);
                LONGS.set(bytes, at + 16, (long) LONGS.get(bytes, at + 16) ^ wide);
                LONGS.set(bytes, at + 24, (long) LONGS.get(bytes, at + 24) ^ wide);
            }
            for (; at <= end - 8; at += 8) {
                LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
            }
            for (int shift = 24; at < end; at++, shift -= 8) {
                bytes[at] ^= (byte) (key >>> shift);
            }
        }
        return Integer.rotateLeft(key, (length & 3) * 8);
    }
}
