package dev.lanner.websocket.endpoint;

import dev.lanner.websocket.codec.CoderTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the annotations of an endpoint class ask for.
///
/// @param type the class
/// @param coders what its encoders and decoders can do
/// @param onOpen null without
/// @param onClose null without
/// @param onError null without
/// @param onMessage at most one for each kind of message
public record EndpointModel(Class<?> type, CoderTypes coders, @Nullable CallbackMethod onOpen,
        @Nullable CallbackMethod onClose, @Nullable CallbackMethod onError, List<MessageMethod> onMessage) {

    /// Takes a copy.
    public EndpointModel {
        onMessage = List.copyOf(onMessage);
    }
}
