package dev.lanner.websocket.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A message that is sent to many connections: its bytes are encoded once and shared by all. Immutable; safe for use by
/// several threads.
public final class SharedMessage {
    private final boolean text;
    private final byte[] payload;

    private SharedMessage(boolean text, byte[] payload) {
        this.text = text;
        this.payload = payload;
    }

    /// A text message.
    public static SharedMessage text(String message) {
        return new SharedMessage(true, message.getBytes(StandardCharsets.UTF_8));
    }

    /// A binary message; the bytes are copied.
    public static SharedMessage binary(ByteBuffer message) {
        byte[] payload = new byte[message.remaining()];
        message.duplicate().get(payload);
        return new SharedMessage(false, payload);
    }

    /// Whether it is text.
    public boolean isText() {
        return text;
    }

    /// How many bytes it has, before any compression.
    public int size() {
        return payload.length;
    }
}
