package dev.lanner.http.h1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Searches bytes eight at a time.
///
/// In a little-endian word the lowest marked byte of each mask below is exact; marks above it may come from a borrow,
/// so only the lowest is ever used.
final class WordScan {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;

    private WordScan() {
    }

    /// The eight bytes at this place, the first one lowest.
    static long word(byte[] data, int at) {
        return (long) WORD.get(data, at);
    }

    /// The word of eight ASCII characters.
    static long word(String text) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | text.charAt(i);
        }
        return word;
    }

    /// The index of the first control byte (below 0x20, or 0x7F); `to` when there is none.
    static int control(byte[] data, int from, int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            long word = word(data, at);
            long marks = below(word, 0x20) | delete(word);
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        while (at < to && (data[at] < 0 || data[at] >= 0x20 && data[at] != 0x7F)) {
            at++;
        }
        return at;
    }

    /// The index of the first byte that is not a visible ASCII character; `to` when there is none.
    static int invisible(byte[] data, int from, int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            long word = word(data, at);
            long marks = below(word, 0x21) | delete(word) | word & HIGH;
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        while (at < to && data[at] > 0x20 && data[at] != 0x7F) {
            at++;
        }
        return at;
    }

    /// Whether a byte above 0x7F is there.
    static boolean hasHigh(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (data[i] < 0) {
                return true;
            }
        }
        return false;
    }

    private static long below(long word, int limit) {
        return word - ONES * limit & ~word & HIGH;
    }

    private static long delete(long word) {
        long zeroed = word ^ ONES * 0x7F;
        return zeroed - ONES & ~zeroed & HIGH;
    }
}
