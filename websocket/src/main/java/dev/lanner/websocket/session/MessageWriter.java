package dev.lanner.websocket.session;

import dev.lanner.websocket.protocol.WebSocketConnection;
import java.io.IOException;
import java.io.Writer;

/// A text message that is written piece by piece. Without any write there is no message. A part never ends between the
/// two halves of a character.
final class MessageWriter extends Writer {
    private static final int SIZE = 4096;

    private final WebSocketConnection connection;
    private final char[] buffer = new char[SIZE];
    private int filled;
    private boolean begun;
    private boolean closed;

    MessageWriter(WebSocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
        requireOpen();
        begun = true;
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == SIZE) {
                send(false);
            }
            int count = Math.min(left, SIZE - filled);
            System.arraycopy(chars, at, buffer, filled, count);
            filled += count;
            at += count;
            left -= count;
        }
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        if (filled > 0) {
            send(false);
        }
    }

    private void send(boolean last) throws IOException {
        int length = filled;
        if (!last && Character.isHighSurrogate(buffer[length - 1])) {
            length--;
        }
        if (length > 0 || last) {
            connection.sendTextPart(new String(buffer, 0, length), last);
        }
        System.arraycopy(buffer, length, buffer, 0, filled - length);
        filled -= length;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("LNR-6124: the message is complete, its writer is closed");
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            if (begun) {
                send(true);
            }
        }
    }
}
