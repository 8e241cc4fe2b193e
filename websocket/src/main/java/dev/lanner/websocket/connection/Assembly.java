package dev.lanner.websocket.connection;

import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A message that comes in pieces. Its array grows with the bytes that have come, never by a length that was announced.
final class Assembly {
    private static final int FIRST = 1024;
    private static final int MOST = Integer.MAX_VALUE - 16;

    private byte[] bytes = {};
    private int size;

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    /// Room for more, after what is there.
    ///
    /// @param wanted how much is known to come; the array ends there at the latest
    /// @return how much room there is, at least 1
    int room(long wanted, long limit) throws ProtocolException {
        if (size == bytes.length) {
            grow(1, size + wanted, limit);
        }
        return bytes.length - size;
    }

    /// Bytes were put after what is there.
    void added(int count) {
        size += count;
    }

    void add(byte[] source, int offset, int length, long limit) throws ProtocolException {
        if (length > bytes.length - size) {
            grow(length, MOST, limit);
        }
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void grow(int needed, long most, long limit) throws ProtocolException {
        long least = (long) size + needed;
        if (least > Math.min(limit, MOST)) {
            throw tooBig(limit);
        }
        long doubled = Math.max(FIRST, 2L * size);
        int length = (int) Math.max(least, Math.min(Math.min(doubled, most), Math.min(limit, MOST)));
        bytes = Arrays.copyOf(bytes, length);
    }

    static ProtocolException tooBig(long limit) {
        return new ProtocolException(CloseStatus.TOO_BIG, "the message is longer than " + limit + " bytes");
    }

    /// The message's bytes.
    byte[] take() {
        byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = new byte[0];
        size = 0;
        return taken;
    }

    /// The message, which was found to be UTF-8.
    String text(boolean ascii) {
        String text = new String(bytes, 0, size, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        bytes = new byte[0];
        size = 0;
        return text;
    }
}
