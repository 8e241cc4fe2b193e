package dev.lanner.websocket.session;

import dev.lanner.websocket.protocol.WebSocketConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// A binary message that is written piece by piece. Without any write there is no message.
final class MessageOutput extends OutputStream {
    private static final int SIZE = 8192;

    private final WebSocketConnection connection;
    private final byte[] buffer = new byte[SIZE];
    private int filled;
    private boolean begun;
    private boolean closed;

    MessageOutput(WebSocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[]{(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireOpen();
        begun = true;
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == SIZE) {
                send(false);
            }
            int count = Math.min(left, SIZE - filled);
            System.arraycopy(bytes, at, buffer, filled, count);
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
        filled = 0;
        connection.sendBinaryPart(ByteBuffer.wrap(buffer, 0, length), last);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("LNR-6124: the message is complete, its stream is closed");
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
