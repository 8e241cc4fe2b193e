package dev.lanner.websocket.session;

import dev.lanner.websocket.codec.Primitives;
import dev.lanner.websocket.protocol.MessageListener.Delivery;
import jakarta.websocket.PongMessage;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The form in which a receiver wants its messages, where no decoder is needed (Jakarta WebSocket 2.2, `@OnMessage`,
/// `MessageHandler`).
public enum Shape {
    /// A whole text.
    STRING(Kind.TEXT, Delivery.WHOLE),
    /// A text in parts.
    STRING_PART(Kind.TEXT, Delivery.PARTS),
    /// A text to be read while it comes in.
    READER(Kind.TEXT, Delivery.PARTS),
    /// A number, a character or a boolean, from a whole text.
    PRIMITIVE(Kind.TEXT, Delivery.WHOLE),
    /// What a text decoder makes of a whole text.
    DECODED_TEXT(Kind.TEXT, Delivery.WHOLE),
    /// What a decoder reads from a text.
    DECODED_READER(Kind.TEXT, Delivery.PARTS),
    /// A whole binary message.
    BYTES(Kind.BINARY, Delivery.WHOLE),
    /// A binary message in parts.
    BYTES_PART(Kind.BINARY, Delivery.PARTS),
    /// A whole binary message.
    BUFFER(Kind.BINARY, Delivery.WHOLE),
    /// A binary message in parts.
    BUFFER_PART(Kind.BINARY, Delivery.PARTS),
    /// A binary message to be read while it comes in.
    INPUT_STREAM(Kind.BINARY, Delivery.PARTS),
    /// What a decoder makes of a whole binary message.
    DECODED_BINARY(Kind.BINARY, Delivery.WHOLE),
    /// What a decoder reads from a binary message.
    DECODED_STREAM(Kind.BINARY, Delivery.PARTS),
    /// A pong.
    PONG(Kind.PONG, Delivery.WHOLE);

    private final Kind kind;
    private final Delivery delivery;

    Shape(Kind kind, Delivery delivery) {
        this.kind = kind;
        this.delivery = delivery;
    }

    /// The native kinds of messages: each has at most one receiver.
    public enum Kind {
        /// Text messages.
        TEXT,
        /// Binary messages.
        BINARY,
        /// Pongs.
        PONG
    }

    /// The kind of message.
    public Kind kind() {
        return kind;
    }

    /// How the protocol is to deliver it.
    Delivery delivery() {
        return delivery;
    }

    /// The form for a type, or null where only a decoder can help.
    ///
    /// @param partial whether the message is wanted in parts
    public static @Nullable Shape of(Class<?> type, boolean partial) {
        if (type == String.class) {
            return partial ? STRING_PART : STRING;
        } else if (type == byte[].class) {
            return partial ? BYTES_PART : BYTES;
        } else if (type == ByteBuffer.class) {
            return partial ? BUFFER_PART : BUFFER;
        } else if (partial) {
            return null;
        } else if (type == Reader.class) {
            return READER;
        } else if (type == InputStream.class) {
            return INPUT_STREAM;
        } else if (PongMessage.class.isAssignableFrom(type)) {
            return PONG;
        }
        return Primitives.is(type) ? PRIMITIVE : null;
    }
}
