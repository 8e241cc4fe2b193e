package dev.lanner.websocket.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A message that is sent to many connections: its frame is made once and shared by all. Immutable; safe for use by
/// several threads.
public final class SharedMessage {
    private final boolean text;
    private final byte[] payload;
    // two threads may make the same one at the same time; that does no harm
    private volatile byte @Nullable [] plain;
    private volatile byte @Nullable [] compressed;

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

    /// The bytes. Not to be changed.
    public byte[] payload() {
        return payload;
    }

    /// The frame that a server sends. Not to be changed.
    ///
    /// @param deflated whether compressed by itself, without context
    /// @param maker makes it, the first time
    public byte[] frame(boolean deflated, Function<SharedMessage, byte[]> maker) {
        byte[] made = deflated ? compressed : plain;
        if (made == null) {
            made = maker.apply(this);
            if (deflated) {
                compressed = made;
            } else {
                plain = made;
            }
        }
        return made;
    }
}
