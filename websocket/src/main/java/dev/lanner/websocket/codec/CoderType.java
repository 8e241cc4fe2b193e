package dev.lanner.websocket.codec;

import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Encoder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/// One thing that an encoder or decoder class can do.
///
/// @param type the class
/// @param form the form of the message
/// @param target the type of the objects
/// @param <C> encoder or decoder
public record CoderType<C>(Class<? extends C> type, Form form, Class<?> target) {

    /// The form of the message that a coder makes or takes.
    public enum Form {
        /// A string.
        TEXT(Encoder.Text.class, Decoder.Text.class),
        /// Characters, one after the other.
        TEXT_STREAM(Encoder.TextStream.class, Decoder.TextStream.class),
        /// Bytes in a buffer.
        BINARY(Encoder.Binary.class, Decoder.Binary.class),
        /// Bytes, one after the other.
        BINARY_STREAM(Encoder.BinaryStream.class, Decoder.BinaryStream.class);

        private final Class<?> encoder;
        private final Class<?> decoder;

        Form(Class<?> encoder, Class<?> decoder) {
            this.encoder = encoder;
            this.decoder = decoder;
        }

        /// Whether the message is text.
        public boolean isText() {
            return this == TEXT || this == TEXT_STREAM;
        }

        /// Whether the message is read or written piece by piece.
        public boolean isStream() {
            return this == TEXT_STREAM || this == BINARY_STREAM;
        }
    }

    /// What encoder classes can do, in their order.
    ///
    /// @throws DeploymentException when a class does not say what it encodes
    public static List<CoderType<Encoder>> encoders(Iterable<Class<? extends Encoder>> types)
            throws DeploymentException {
        List<CoderType<Encoder>> all = new ArrayList<>();
        for (Class<? extends Encoder> type : types) {
            int before = all.size();
            for (Form form : Form.values()) {
                if (form.encoder.isAssignableFrom(type)) {
                    all.add(new CoderType<>(type, form, target(type, form.encoder)));
                }
            }
            requireSome(type, all.size() - before, "Encoder");
        }
        return all;
    }

    /// What decoder classes can do, in their order.
    ///
    /// @throws DeploymentException when a class does not say what it decodes
    public static List<CoderType<Decoder>> decoders(Iterable<Class<? extends Decoder>> types)
            throws DeploymentException {
        List<CoderType<Decoder>> all = new ArrayList<>();
        for (Class<? extends Decoder> type : types) {
            int before = all.size();
            for (Form form : Form.values()) {
                if (form.decoder.isAssignableFrom(type)) {
                    all.add(new CoderType<>(type, form, target(type, form.decoder)));
                }
            }
            requireSome(type, all.size() - before, "Decoder");
        }
        return all;
    }

    private static Class<?> target(Class<?> type, Class<?> coder) throws DeploymentException {
        Class<?> target = TypeArguments.of(type, coder);
        if (target == null) {
            throw new DeploymentException("LNR-6102: " + type.getName() + " does not say which type it is for: let it "
                    + "implement " + coder.getSimpleName() + "<SomeType>");
        }
        return target;
    }

    private static void requireSome(Class<?> type, int found, String kind) throws DeploymentException {
        if (found == 0) {
            throw new DeploymentException("LNR-6102: " + type.getName() + " implements none of " + kind + ".Text, "
                    + kind + ".TextStream, " + kind + ".Binary and " + kind + ".BinaryStream");
        }
    }

    /// Whether the class can be made: public, concrete, with a public constructor without parameters.
    ///
    /// @throws DeploymentException naming the class when not
    public static void requireConstructible(Class<?> type) throws DeploymentException {
        int modifiers = type.getModifiers();
        boolean able = !Modifier.isAbstract(modifiers) && !type.isInterface();
        for (var constructor : able ? type.getDeclaredConstructors() : new Constructor<?>[0]) {
            if (constructor.getParameterCount() == 0) {
                return;
            }
        }
        throw new DeploymentException("LNR-6103: " + type.getName()
                + " can't be made: it must be a concrete class with a public constructor without parameters");
    }
}
