package dev.lanner.worker.pairing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that are put together for the hop. Not safe for use by several threads.
public final class HopBytes {
    private static final int LEAST = 1024;

    private final int most;
    private byte[] bytes = new byte[LEAST];
    private int size;

    /// @param most larger arrays than this are not kept
    public HopBytes(int most) {
        this.most = most;
    }

    /// Makes it empty.
    public HopBytes clear() {
        size = 0;
        return this;
    }

    /// Lets a large array go.
    public void trim() {
        if (bytes.length > most) {
            bytes = new byte[LEAST];
            size = 0;
        }
    }

    /// All of it, to be sent before it is changed.
    public ByteBuffer wrap() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    /// Adds bytes.
    public HopBytes bytes(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
        return this;
    }

    /// Adds bytes.
    public HopBytes bytes(byte[] from) {
        return bytes(from, 0, from.length);
    }

    /// Adds text of ASCII alone.
    // deprecated because it drops the upper half, which is what ISO-8859-1 needs here: the fastest copy
    @SuppressWarnings("deprecation")
    public HopBytes latin(String text) {
        int length = text.length();
        room(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    /// Adds text that came as bytes of ISO-8859-1, and nothing else: what is none becomes a question mark.
    public HopBytes received(String text) {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Adds text as UTF-8.
    public HopBytes text(String text) {
        int start = size;
        latin(text);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                size = start;
                return bytes(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return this;
    }

    /// Adds one byte.
    public HopBytes one(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /// Adds a number of 0 or more in decimal.
    public HopBytes decimal(long value) {
        if (value > 999 || value < 0) {
            return latin(Long.toString(value));
        }
        int small = (int) value;
        if (small > 99) {
            one('0' + small / 100);
        }
        if (small > 9) {
            one('0' + small / 10 % 10);
        }
        return one('0' + small % 10);
    }

    /// Adds text as one word without semicolons and commas, what else is not plain with a percent sign.
    public HopBytes word(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > 126 || c == ';' || c == '%' || c == ',') {
                return escaped(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return latin(text);
    }

    private HopBytes escaped(byte[] text) {
        for (byte each : text) {
            if (each > ' ' && each < 127 && each != ';' && each != '%' && each != ',') {
                one(each);
            } else {
                one('%').one(Character.forDigit(each >> 4 & 15, 16)).one(Character.forDigit(each & 15, 16));
            }
        }
        return this;
    }

    /// Ends a line.
    public HopBytes line() {
        room(2);
        bytes[size++] = '\r';
        bytes[size++] = '\n';
        return this;
    }

    private void room(int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
        }
    }

    @Override
    public String toString() {
        return size + " bytes";
    }
}
