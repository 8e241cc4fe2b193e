package dev.lanner.websocket.frame;

import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ProtocolException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks UTF-8 as it comes in, and fails at the first byte that can't be right (RFC 3629; RFC 6455, 8.1).
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /// How many bytes the character still needs, and which its next byte may be.
    private int needed;
    private int lowest = 0x80;
    private int highest = 0xBF;
    /// How many bytes of that character have come.
    private int begun;

    /// Checks some bytes.
    ///
    /// @return whether all of them are below 128 and none continues a character
    /// @throws ProtocolException 1007, at the first wrong byte
    public boolean check(byte[] bytes, int offset, int length) throws ProtocolException {
        int end = offset + length;
        int at = needed == 0 ? ascii(bytes, offset, end) : offset;
        if (at == end) {
            return true;
        }
        while (at < end) {
            step(bytes[at++] & 0xFF);
            if (needed == 0) {
                at = ascii(bytes, at, end);
            }
        }
        return false;
    }

    private static int ascii(byte[] bytes, int from, int end) {
        int at = from;
        while (at <= end - 8 && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += 8;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    private void step(int value) throws ProtocolException {
        if (needed > 0) {
            if (value < lowest || value > highest) {
                throw bad();
            }
            lowest = 0x80;
            highest = 0xBF;
            begun = --needed == 0 ? 0 : begun + 1;
            return;
        }
        if (value < 0x80) {
            return;
        }
        if (value >= 0xC2 && value <= 0xDF) {
            needed = 1;
        } else if (value >= 0xE0 && value <= 0xEF) {
            needed = 2;
            lowest = value == 0xE0 ? 0xA0 : 0x80;
            highest = value == 0xED ? 0x9F : 0xBF;
        } else if (value >= 0xF0 && value <= 0xF4) {
            needed = 3;
            lowest = value == 0xF0 ? 0x90 : 0x80;
            highest = value == 0xF4 ? 0x8F : 0xBF;
        } else {
            throw bad();
        }
        begun = 1;
    }

    /// How many bytes at the end of what came belong to a character that is not complete.
    public int open() {
        return begun;
    }

    /// The text ends here.
    ///
    /// @throws ProtocolException 1007, when a character is not complete
    public void end() throws ProtocolException {
        if (needed != 0) {
            throw bad();
        }
    }

    private static ProtocolException bad() {
        return new ProtocolException(CloseStatus.BAD_DATA, "the text is not UTF-8");
    }
}
