package dev.lanner.deploy.resource;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types of environment entries (Jakarta EE Platform 11, 5.4.1.3): texts, numbers, booleans, characters, classes and
/// enums. Pure.
public final class SimpleValue {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(boolean.class, Boolean.class, byte.class, Byte.class,
            char.class, Character.class, short.class, Short.class, int.class, Integer.class, long.class, Long.class,
            float.class, Float.class, double.class, Double.class);

    private SimpleValue() {
    }

    /// The class of the objects of a type.
    public static Class<?> boxed(Class<?> type) {
        return BOXES.getOrDefault(type, type);
    }

    /// Whether an environment entry can be of that type.
    public static boolean isSimple(Class<?> type) {
        Class<?> boxed = boxed(type);
        return boxed == String.class || boxed == Class.class || boxed.isEnum() || BOXES.containsValue(boxed);
    }

    /// What a value must be, after `must be`.
    public static String describe(Class<?> type) {
        Class<?> boxed = boxed(type);
        if (boxed == Boolean.class) {
            return "true or false";
        }
        if (boxed == Character.class) {
            return "a single character";
        }
        if (boxed == Class.class) {
            return "the name of a class of the application";
        }
        if (boxed.isEnum()) {
            return "one of " + java.util.Arrays.toString(boxed.getEnumConstants());
        }
        boolean fraction = boxed == Float.class || boxed == Double.class;
        return boxed == String.class
                ? "a text"
                : "a " + (fraction ? "" : "whole ") + "number of the type " + boxed.getSimpleName();
    }

    /// The value of a text.
    ///
    /// @param loader of classes
    /// @throws IllegalArgumentException when the text is none of that type
    public static Object parse(Class<?> type, String text, @Nullable ClassLoader loader) {
        Class<?> boxed = boxed(type);
        if (boxed == String.class) {
            return text;
        }
        if (boxed == Character.class) {
            if (text.length() != 1) {
                throw new IllegalArgumentException(text);
            }
            return text.charAt(0);
        }
        if (boxed == Class.class) {
            try {
                return Class.forName(text.strip(), false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                throw new IllegalArgumentException(text, e);
            }
        }
        if (boxed.isEnum()) {
            return constant(boxed, text.strip());
        }
        return number(boxed, text.strip());
    }

    private static Object constant(Class<?> type, String name) {
        for (Object each : type.getEnumConstants()) {
            if (((Enum<?>) each).name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Object number(Class<?> type, String text) {
        if (type == Boolean.class) {
            if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                throw new IllegalArgumentException(text);
            }
            return Boolean.valueOf(text);
        }
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == Short.class) {
            return Short.valueOf(text);
        }
        if (type == Byte.class) {
            return Byte.valueOf(text);
        }
        if (type == Float.class) {
            return Float.valueOf(text);
        }
        if (type == Double.class) {
            return Double.valueOf(text);
        }
        throw new IllegalArgumentException(type.getName());
    }
}
