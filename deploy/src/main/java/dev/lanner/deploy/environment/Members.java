package dev.lanner.deploy.environment;

import dev.lanner.deploy.resource.SimpleValue;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds what descriptors and annotations name of classes. Stateless.
final class Members {
    private Members() {
    }

    /// The setter of a property.
    static String setter(String property) {
        return "set" + property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
    }

    /// The name of the type that a property or field of a class has; null where there is none.
    static @Nullable String type(ClassLoader application, String className, String member) {
        try {
            Class<?> owner = Class.forName(className, false, application);
            if (!member.isEmpty()) {
                Method setter = setterOf(owner, member);
                if (setter != null) {
                    return SimpleValue.boxed(setter.getParameterTypes()[0]).getName();
                }
                return SimpleValue.boxed(owner.getDeclaredField(member).getType()).getName();
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
        return null;
    }

    /// The setter of a property that the class itself declares; null for none.
    static @Nullable Method setterOf(Class<?> owner, String property) {
        for (Method method : owner.getDeclaredMethods()) {
            if (method.getName().equals(setter(property)) && method.getParameterCount() == 1
                    && method.getReturnType() == void.class) {
                return method;
            }
        }
        return null;
    }

    /// The field that the class itself declares; null for none.
    static @Nullable Field fieldOf(Class<?> owner, String name) {
        for (Field field : owner.getDeclaredFields()) {
            if (field.getName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    /// Whether environment entries can be of that type.
    static boolean isSimple(ClassLoader application, String typeName) {
        if (typeName.startsWith("java.lang.") || typeName.indexOf('.') < 0) {
            return !typeName.isEmpty() && !typeName.equals("java.lang.Object");
        }
        try {
            return Class.forName(typeName, false, application).isEnum();
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
