package dev.lanner.websocket.codec;

import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.util.ArrayList;
import java.util.List;

/// What the encoders and decoders of an endpoint can do. Immutable.
///
/// @param encoders in their order
/// @param decoders in their order
public record CoderTypes(List<CoderType<Encoder>> encoders, List<CoderType<Decoder>> decoders) {

    /// Takes copies.
    public CoderTypes {
        encoders = List.copyOf(encoders);
        decoders = List.copyOf(decoders);
    }

    /// Looks at the classes of a configuration.
    ///
    /// @throws DeploymentException naming a class that can't be used
    public static CoderTypes of(EndpointConfig config) throws DeploymentException {
        for (Class<?> type : config.getEncoders()) {
            CoderType.requireConstructible(type);
        }
        for (Class<?> type : config.getDecoders()) {
            CoderType.requireConstructible(type);
        }
        return new CoderTypes(CoderType.encoders(config.getEncoders()), CoderType.decoders(config.getDecoders()));
    }

    /// The decoders for a type and a kind of message. One that reads a stream can't be asked whether it will decode: none
    /// after it is reached.
    public List<CoderType<Decoder>> decodersOf(Class<?> type, boolean text) {
        List<CoderType<Decoder>> found = new ArrayList<>();
        Class<?> wanted = Primitives.box(type);
        for (CoderType<Decoder> each : decoders) {
            if (each.form().isText() == text && wanted.isAssignableFrom(Primitives.box(each.target()))) {
                if (!each.form().isStream()) {
                    found.add(each);
                } else if (found.isEmpty()) {
                    return List.of(each);
                } else {
                    break;
                }
            }
        }
        return found;
    }

    /// Whether a type can be sent as an object by the application's encoders.
    public boolean encodes(Class<?> type) {
        Class<?> boxed = Primitives.box(type);
        return encoders.stream().anyMatch(each -> Primitives.box(each.target()).isAssignableFrom(boxed));
    }
}
