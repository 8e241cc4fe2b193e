package dev.lanner.websocket.codec;

import jakarta.websocket.DecodeException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The types that need no coder of the application: Java's primitives and their classes, as text (Jakarta WebSocket 2.2,
/// 4.3, 4.7). Pure.
public final class Primitives {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(boolean.class, Boolean.class, byte.class, Byte.class,
            char.class, Character.class, double.class, Double.class, float.class, Float.class, int.class,
            Integer.class, long.class, Long.class, short.class, Short.class);
    private static final Set<Class<?>> BOXED = Set.copyOf(BOXES.values());

    private Primitives() {
    }

    /// Whether this is a primitive type or the class of one.
    public static boolean is(Class<?> type) {
        return BOXES.containsKey(type) || BOXED.contains(type);
    }

    /// The class that stands for a primitive type; any other is itself.
    public static Class<?> box(Class<?> type) {
        Class<?> box = BOXES.get(type);
        return box == null ? type : box;
    }

    /// The value that a text stands for.
    ///
    /// @param type a primitive type, the class of one, or String
    /// @param text what was received, or a part of the path; null stays null where the type allows it
    /// @throws DecodeException when it stands for none
    public static @Nullable Object parse(Class<?> type, @Nullable String text) throws DecodeException {
        if (type == String.class) {
            return text;
        }
        if (text == null) {
            // what the constructor of Boolean makes of it; the others have no value for it
            return type.isPrimitive() || type == Boolean.class ? zero(type) : null;
        }
        Class<?> box = box(type);
        try {
            if (box == Integer.class) {
                return Integer.valueOf(text);
            } else if (box == Long.class) {
                return Long.valueOf(text);
            } else if (box == Boolean.class) {
                return Boolean.valueOf(text);
            } else if (box == Double.class) {
                return Double.valueOf(text);
            } else if (box == Float.class) {
                return Float.valueOf(text);
            } else if (box == Short.class) {
                return Short.valueOf(text);
            } else if (box == Byte.class) {
                return Byte.valueOf(text);
            } else if (box == Character.class && !text.isEmpty()) {
                return text.charAt(0);
            }
        } catch (NumberFormatException e) {
            throw new DecodeException(text, "LNR-6101: \"" + text + "\" is no " + type.getName(), e);
        }
        throw new DecodeException(text, "LNR-6101: \"" + text + "\" is no " + type.getName());
    }

    private static Object zero(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return false;
        } else if (type == char.class) {
            return '\0';
        } else if (type == byte.class) {
            return (byte) 0;
        } else if (type == short.class) {
            return (short) 0;
        } else if (type == int.class) {
            return 0;
        } else if (type == long.class) {
            return 0L;
        }
        return type == float.class ? (Object) 0f : (Object) 0d;
    }
}
