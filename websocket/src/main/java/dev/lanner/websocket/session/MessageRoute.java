package dev.lanner.websocket.session;

import dev.lanner.websocket.codec.Coders;
import dev.lanner.websocket.codec.DecoderChain;
import dev.lanner.websocket.codec.Primitives;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.MessageHandler;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way of one kind of message to its receiver. Immutable; the state of a message that is under way is in
/// [MessageFlow].
///
/// @param handler what the application registered, or what stands for its method
/// @param shape the form
/// @param type what the receiver takes
/// @param maxSize bytes; negative: the session's
/// @param decoders for the decoded forms
/// @param receiver takes the messages
public record MessageRoute(MessageHandler handler, Shape shape, Class<?> type, long maxSize,
        @Nullable DecoderChain decoders, Receiver receiver) {

    /// What a receiver wants.
    ///
    /// @param handler what the application registered, or what stands for its method
    /// @param type what it takes
    /// @param partial whether in parts
    /// @param maxSize bytes; negative: the session's
    /// @param receiver takes the messages
    public record Wanted(MessageHandler handler, Class<?> type, boolean partial, long maxSize, Receiver receiver) {

        private MessageRoute as(Shape shape, DecoderChain decoders) {
            return new MessageRoute(handler, shape, type, maxSize, decoders, receiver);
        }
    }

    /// The ways for a receiver: one, or two where there are decoders for text and for binary messages. A decoder of the
    /// application goes before what is known by itself.
    ///
    /// @return empty when the type can't be had
    /// @throws DeploymentException when a decoder can't be made
    public static List<MessageRoute> of(Wanted wanted, Coders coders) throws DeploymentException {
        List<MessageRoute> routes = new ArrayList<>();
        Shape known = Shape.of(wanted.type, wanted.partial);
        if (!wanted.partial) {
            DecoderChain text = coders.decoders(wanted.type, true);
            if (!text.isEmpty() && (known == null || known.kind() == Shape.Kind.TEXT)) {
                routes.add(wanted.as(text.stream() ? Shape.DECODED_READER : Shape.DECODED_TEXT, text));
            }
            DecoderChain binary = coders.decoders(wanted.type, false);
            if (!binary.isEmpty() && (known == null || known.kind() == Shape.Kind.BINARY)) {
                routes.add(wanted.as(binary.stream() ? Shape.DECODED_STREAM : Shape.DECODED_BINARY, binary));
            }
        }
        if (known != null && routes.isEmpty()) {
            routes.add(new MessageRoute(wanted.handler, known, wanted.type, wanted.maxSize, null, wanted.receiver));
        }
        return routes;
    }

    private DecoderChain chain() {
        DecoderChain chain = decoders;
        if (chain == null) {
            throw new IllegalStateException("a decoded form without decoders");
        }
        return chain;
    }

    /// Whether the receiver reads the message while it comes in.
    boolean isStream() {
        return switch (shape) {
            case READER, DECODED_READER, INPUT_STREAM, DECODED_STREAM -> true;
            default -> false;
        };
    }

    /// A text message, or a part of one, to the receiver.
    void text(String part, boolean last) throws Throwable {
        switch (shape) {
            case STRING, STRING_PART -> receiver.receive(part, last);
            case PRIMITIVE -> receiver.receive(Primitives.parse(type, part), last);
            case DECODED_TEXT -> receiver.receive(chain().decode(part), last);
            default -> read(new StringReader(part));
        }
    }

    /// A text message to the receiver, to be read.
    void read(Reader reader) throws Throwable {
        receiver.receive(shape == Shape.DECODED_READER ? chain().decode(reader) : reader, true);
    }

    /// A binary message, or a part of one, to the receiver.
    void binary(byte[] part, boolean last) throws Throwable {
        switch (shape) {
            case BYTES, BYTES_PART -> receiver.receive(part, last);
            case BUFFER, BUFFER_PART -> receiver.receive(ByteBuffer.wrap(part), last);
            case DECODED_BINARY -> receiver.receive(chain().decode(ByteBuffer.wrap(part)), last);
            default -> read(new ByteArrayInputStream(part));
        }
    }

    /// A binary message to the receiver, to be read.
    void read(InputStream in) throws Throwable {
        receiver.receive(shape == Shape.DECODED_STREAM ? chain().decode(in) : in, true);
    }
}
