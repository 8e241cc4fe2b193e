package dev.lanner.websocket.codec;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what a class puts in for the type parameter of an interface, through superclasses and superinterfaces. Pure.
public final class TypeArguments {

    private TypeArguments() {
    }

    /// The argument, as a class without its own arguments.
    ///
    /// @param type the class
    /// @param target an interface with one type parameter
    /// @return null when the class does not implement the interface, or says nothing (a lambda, a raw type)
    public static @Nullable Class<?> of(Class<?> type, Class<?> target) {
        Type found = find(type, target, Map.of());
        return found == null ? null : erase(found);
    }

    private static @Nullable Type find(Class<?> type, Class<?> target, Map<TypeVariable<?>, Type> known) {
        for (Type each : type.getGenericInterfaces()) {
            Type found = follow(each, target, known);
            if (found != null) {
                return found;
            }
        }
        Type superclass = type.getGenericSuperclass();
        return superclass == null ? null : follow(superclass, target, known);
    }

    private static @Nullable Type follow(Type supertype, Class<?> target, Map<TypeVariable<?>, Type> known) {
        if (supertype instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == target) {
                return resolve(arguments[0], known);
            }
            Map<TypeVariable<?>, Type> inner = new HashMap<>();
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                Type value = resolve(arguments[i], known);
                if (value != null) {
                    inner.put(variables[i], value);
                }
            }
            return find(raw, target, inner);
        }
        return supertype instanceof Class<?> raw && raw != target ? find(raw, target, Map.of()) : null;
    }

    private static @Nullable Type resolve(Type type, Map<TypeVariable<?>, Type> known) {
        if (type instanceof TypeVariable<?> variable) {
            Type value = known.get(variable);
            if (value != null) {
                return value;
            }
            Type bound = variable.getBounds()[0];
            return bound == Object.class ? null : bound;
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType(), known);
            Class<?> erased = component == null ? null : erase(component);
            return erased == null ? null : Array.newInstance(erased, 0).getClass();
        }
        return type;
    }

    private static @Nullable Class<?> erase(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            case WildcardType wildcard -> erase(wildcard.getUpperBounds()[0]);
            case GenericArrayType array -> {
                Class<?> component = erase(array.getGenericComponentType());
                yield component == null ? null : Array.newInstance(component, 0).getClass();
            }
            default -> null;
        };
    }
}
