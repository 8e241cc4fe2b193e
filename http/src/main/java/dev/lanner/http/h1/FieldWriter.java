package dev.lanner.http.h1;

import java.nio.charset.StandardCharsets;

/// Writes field lines, of response heads and of trailers.
final class FieldWriter {

    private FieldWriter() {
    }

    /// Bytes that the line takes at most.
    static int room(String name, String value, boolean utf8) {
        return name.length() + (utf8 ? 3 * value.length() : value.length()) + 4;
    }

    /// Writes `name: value` and the line end; there must be [#room].
    static int write(byte[] dst, int offset, String name, String value, boolean utf8) {
        int at = text(dst, offset, name);
        dst[at++] = ':';
        dst[at++] = ' ';
        at = utf8 ? utf8(dst, at, value) : text(dst, at, value);
        clean(dst, offset, at);
        dst[at++] = '\r';
        dst[at++] = '\n';
        return at;
    }

    static int bytes(byte[] dst, int offset, byte[] text) {
        System.arraycopy(text, 0, dst, offset, text.length);
        return offset + text.length;
    }

    /// Writes a number of 0 or more in decimal.
    static int decimal(byte[] dst, int offset, long value) {
        int at = offset + decimalLength(value);
        int end = at;
        long rest = value;
        do {
            dst[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return end;
    }

    private static int decimalLength(long value) {
        int length = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            length++;
        }
        return length;
    }

    // deprecated because it drops the upper half of each char, which is what ISO-8859-1 needs here: the fastest copy
    @SuppressWarnings("deprecation")
    private static int text(byte[] dst, int offset, String text) {
        int length = text.length();
        text.getBytes(0, length, dst, offset);
        return offset + length;
    }

    private static int utf8(byte[] dst, int offset, String text) {
        return bytes(dst, offset, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Fields are checked when they are set. This is the second lock on the door: whatever happened before, no control
    /// byte leaves in a field line.
    private static void clean(byte[] dst, int from, int to) {
        int at = WordScan.control(dst, from, to);
        while (at < to) {
            if (dst[at] != '\t') {
                dst[at] = ' ';
            }
            at = WordScan.control(dst, at + 1, to);
        }
    }
}
