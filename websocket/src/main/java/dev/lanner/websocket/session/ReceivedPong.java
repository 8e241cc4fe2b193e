package dev.lanner.websocket.session;

import jakarta.websocket.PongMessage;
import java.nio.ByteBuffer;

/// A pong that came in.
final class ReceivedPong implements PongMessage {
    private final byte[] data;

    ReceivedPong(byte[] data) {
        this.data = data;
    }

    @Override
    public ByteBuffer getApplicationData() {
        return ByteBuffer.wrap(data);
    }
}
