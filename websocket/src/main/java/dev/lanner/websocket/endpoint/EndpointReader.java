package dev.lanner.websocket.endpoint;

import dev.lanner.websocket.codec.CoderTypes;
import dev.lanner.websocket.codec.Primitives;
import dev.lanner.websocket.session.Shape;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the annotations of an endpoint class and checks them (Jakarta WebSocket 2.2, 4). Methods of superclasses count
/// unless the class overrides them; then the annotations of what overrides count. Messages name class and method.
public final class EndpointReader {
    private final Class<?> type;
    private final CoderTypes coders;
    private @Nullable CallbackMethod onOpen;
    private @Nullable CallbackMethod onClose;
    private @Nullable CallbackMethod onError;
    private final Map<Shape.Kind, MessageMethod> onMessage = new EnumMap<>(Shape.Kind.class);

    private EndpointReader(Class<?> type, CoderTypes coders) {
        this.type = type;
        this.coders = coders;
    }

    /// Reads a class.
    ///
    /// @param coders what its encoders and decoders can do
    /// @throws DeploymentException naming the class, the method and the rule that is broken
    public static EndpointModel read(Class<?> type, CoderTypes coders) throws DeploymentException {
        EndpointReader reader = new EndpointReader(type, coders);
        try {
            List<Method> seen = new ArrayList<>();
            for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
                for (Method method : at.getDeclaredMethods()) {
                    boolean hidden = seen.stream().anyMatch(below -> overrides(below, method));
                    if (!hidden && !method.isBridge() && !method.isSynthetic()) {
                        reader.method(method);
                    }
                    seen.add(method);
                }
            }
        } catch (LinkageError e) {
            throw new DeploymentException("LNR-6130: " + type.getName() + " names a class that is not there: " + e, e);
        }
        List<MessageMethod> messages = reader.onMessage.values().stream().distinct().toList();
        return new EndpointModel(type, coders, reader.onOpen, reader.onClose, reader.onError, messages);
    }

    private static boolean overrides(Method below, Method above) {
        return !Modifier.isPrivate(above.getModifiers()) && below.getName().equals(above.getName())
                && Arrays.equals(below.getParameterTypes(), above.getParameterTypes());
    }

    private void method(Method method) throws DeploymentException {
        if (method.isAnnotationPresent(OnOpen.class)) {
            once(onOpen, method, OnOpen.class);
            onOpen = callback(method, OnOpen.class, Set.of(Argument.Kind.SESSION, Argument.Kind.CONFIG));
        }
        if (method.isAnnotationPresent(OnClose.class)) {
            once(onClose, method, OnClose.class);
            onClose = callback(method, OnClose.class, Set.of(Argument.Kind.SESSION, Argument.Kind.CLOSE_REASON));
        }
        if (method.isAnnotationPresent(OnError.class)) {
            once(onError, method, OnError.class);
            CallbackMethod callback = callback(method, OnError.class,
                    Set.of(Argument.Kind.SESSION, Argument.Kind.ERROR));
            if (callback.arguments().stream().noneMatch(argument -> argument.kind() == Argument.Kind.ERROR)) {
                throw refused(method, "@OnError needs a parameter of type Throwable");
            }
            onError = callback;
        }
        OnMessage message = method.getAnnotation(OnMessage.class);
        if (message != null) {
            message(method, message);
        }
    }

    private void once(@Nullable CallbackMethod there, Method method, Class<? extends Annotation> annotation)
            throws DeploymentException {
        if (there != null) {
            throw refused(method, "@" + annotation.getSimpleName() + " is on " + there + " too, it may be there once");
        }
    }

    private CallbackMethod callback(Method method, Class<? extends Annotation> annotation,
            Set<Argument.Kind> allowed) throws DeploymentException {
        List<Argument> arguments = new ArrayList<>();
        Set<Argument.Kind> seen = EnumSet.noneOf(Argument.Kind.class);
        for (Parameter parameter : method.getParameters()) {
            Argument argument = path(method, parameter);
            if (argument == null) {
                argument = known(parameter.getType());
                if (argument == null || !allowed.contains(argument.kind())) {
                    throw refused(method, "@" + annotation.getSimpleName() + " can't have a parameter of type "
                            + parameter.getType().getName());
                }
                if (!seen.add(argument.kind())) {
                    throw refused(method, "there are two parameters of type " + parameter.getType().getName());
                }
            }
            arguments.add(argument);
        }
        return made(method, arguments);
    }

    private CallbackMethod made(Method method, List<Argument> arguments) throws DeploymentException {
        if (!Modifier.isPublic(method.getModifiers())) {
            throw refused(method, "it must be public");
        }
        if (Modifier.isStatic(method.getModifiers())) {
            throw refused(method, "it must not be static");
        }
        try {
            return CallbackMethod.of(method, arguments);
        } catch (IllegalAccessException e) {
            throw refused(method, "it can't be called: " + e.getMessage());
        }
    }

    private static @Nullable Argument known(Class<?> type) {
        if (type == Session.class) {
            return new Argument(Argument.Kind.SESSION, type, null);
        } else if (type == EndpointConfig.class) {
            return new Argument(Argument.Kind.CONFIG, type, null);
        } else if (type == CloseReason.class) {
            return new Argument(Argument.Kind.CLOSE_REASON, type, null);
        }
        return type == Throwable.class ? new Argument(Argument.Kind.ERROR, type, null) : null;
    }

    private @Nullable Argument path(Method method, Parameter parameter) throws DeploymentException {
        PathParam annotation = parameter.getAnnotation(PathParam.class);
        if (annotation == null) {
            return null;
        }
        Class<?> of = parameter.getType();
        if (of != String.class && !Primitives.is(of)) {
            throw refused(method, "@PathParam(\"" + annotation.value() + "\") is on a parameter of type " + of.getName()
                    + ", it may be String, a primitive type or the class of one");
        }
        return new Argument(Argument.Kind.PATH, of, annotation.value());
    }

    // ---- messages

    private void message(Method method, OnMessage annotation) throws DeploymentException {
        List<Argument> arguments = new ArrayList<>();
        List<Integer> free = new ArrayList<>();
        boolean session = false;
        for (Parameter parameter : method.getParameters()) {
            Argument argument = path(method, parameter);
            if (argument == null && parameter.getType() == Session.class) {
                if (session) {
                    throw refused(method, "there are two parameters of type jakarta.websocket.Session");
                }
                session = true;
                argument = new Argument(Argument.Kind.SESSION, Session.class, null);
            }
            if (argument == null) {
                free.add(arguments.size());
                argument = new Argument(Argument.Kind.MESSAGE, parameter.getType(), null);
            }
            arguments.add(argument);
        }
        boolean partial = free.size() == 2;
        Class<?> wanted = partial ? parts(method, arguments, free) : whole(method, arguments, free);
        if (annotation.maxMessageSize() > Integer.MAX_VALUE) {
            throw refused(method, "maxMessageSize is " + annotation.maxMessageSize() + ", the most is "
                    + Integer.MAX_VALUE);
        }
        MessageMethod made = new MessageMethod(made(method, arguments), wanted, partial,
                Math.max(-1, annotation.maxMessageSize()));
        requireSendable(method);
        for (Shape.Kind kind : kinds(method, made)) {
            MessageMethod there = onMessage.putIfAbsent(kind, made);
            if (there != null) {
                throw refused(method, there.method() + " takes " + kind.name().toLowerCase(Locale.ROOT)
                        + " messages too, there may be one method for each kind");
            }
        }
    }

    private Class<?> whole(Method method, List<Argument> arguments, List<Integer> free) throws DeploymentException {
        if (free.size() != 1) {
            throw refused(method, "@OnMessage needs exactly one parameter for the message, and has " + free.size());
        }
        return arguments.get(free.getFirst()).type();
    }

    private Class<?> parts(Method method, List<Argument> arguments, List<Integer> free) throws DeploymentException {
        int last = arguments.get(free.get(0)).type() == boolean.class ? 0 : 1;
        Class<?> message = arguments.get(free.get(1 - last)).type();
        int at = free.get(last);
        if (arguments.get(at).type() != boolean.class || Shape.of(message, true) == null) {
            throw refused(method, "a message comes in parts as String and boolean, byte[] and boolean or ByteBuffer "
                    + "and boolean, not as " + arguments.get(free.get(0)).type().getName() + " and "
                    + arguments.get(free.get(1)).type().getName());
        }
        arguments.set(at, new Argument(Argument.Kind.LAST, boolean.class, null));
        return message;
    }

    private Set<Shape.Kind> kinds(Method method, MessageMethod made) throws DeploymentException {
        Set<Shape.Kind> kinds = EnumSet.noneOf(Shape.Kind.class);
        Shape known = Shape.of(made.type(), made.partial());
        if (known != null) {
            kinds.add(known.kind());
            return kinds;
        }
        if (!coders.decodersOf(made.type(), true).isEmpty()) {
            kinds.add(Shape.Kind.TEXT);
        }
        if (!coders.decodersOf(made.type(), false).isEmpty()) {
            kinds.add(Shape.Kind.BINARY);
        }
        if (kinds.isEmpty()) {
            throw refused(method, "there is no decoder for " + made.type().getName());
        }
        return kinds;
    }

    private void requireSendable(Method method) throws DeploymentException {
        Class<?> result = method.getReturnType();
        boolean sendable = result == void.class || result == Void.class || result == Object.class
                || Shape.of(result, true) != null || Primitives.is(result) || coders.encodes(result)
                || coders.encoders().stream().anyMatch(encoder -> result.isAssignableFrom(encoder.target()));
        if (!sendable) {
            throw refused(method, "it returns " + result.getName() + ", and there is no encoder for it");
        }
    }

    private DeploymentException refused(Method method, String why) {
        return new DeploymentException("LNR-6131: endpoint " + type.getName() + ", method "
                + (method.getDeclaringClass() == type ? "" : method.getDeclaringClass().getName() + ".")
                + method.getName() + ": " + why);
    }
}
