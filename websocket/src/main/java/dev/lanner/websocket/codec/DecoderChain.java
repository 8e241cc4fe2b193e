package dev.lanner.websocket.codec;

import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.util.List;

/// The decoders for one kind of message and one type, in their order: the first that will decode does (Jakarta WebSocket
/// 2.2, 4.1.3). Used by the thread that delivers messages.
///
/// @param type what is wanted
/// @param stream whether the only decoder reads the message as a stream
/// @param decoders all for text, or all for binary
public record DecoderChain(Class<?> type, boolean stream, List<Decoder> decoders) {

    /// Takes a copy.
    public DecoderChain {
        decoders = List.copyOf(decoders);
    }

    /// Whether there is no decoder.
    public boolean isEmpty() {
        return decoders.isEmpty();
    }

    /// Decodes a text message.
    ///
    /// @throws DecodeException when the decoder fails, or none wants the message
    public Object decode(String text) throws DecodeException {
        for (Decoder each : decoders) {
            if (each instanceof Decoder.Text<?> decoder && decoder.willDecode(text)) {
                return decoder.decode(text);
            }
        }
        throw new DecodeException(text, nobody());
    }

    /// Decodes a binary message.
    ///
    /// @throws DecodeException when the decoder fails, or none wants the message
    public Object decode(ByteBuffer bytes) throws DecodeException {
        for (Decoder each : decoders) {
            // a decoder that moves the position while it makes up its mind does no harm
            if (each instanceof Decoder.Binary<?> decoder && decoder.willDecode(bytes.duplicate())) {
                return decoder.decode(bytes);
            }
        }
        throw new DecodeException(bytes, nobody());
    }

    private String nobody() {
        return "LNR-6106: none of the decoders for " + type.getName() + " wants this message";
    }

    /// Decodes a text message that is read as a stream.
    public Object decode(Reader reader) throws DecodeException, IOException {
        return ((Decoder.TextStream<?>) decoders.getFirst()).decode(reader);
    }

    /// Decodes a binary message that is read as a stream.
    public Object decode(InputStream in) throws DecodeException, IOException {
        return ((Decoder.BinaryStream<?>) decoders.getFirst()).decode(in);
    }
}
