package dev.lanner.websocket.endpoint;

import jakarta.websocket.DecodeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A method of an annotated endpoint, ready to be called. Immutable.
final class CallbackMethod {
    private final Method method;
    private final List<Argument> arguments;
    /// (Object instance, Object[] arguments) to Object
    private final MethodHandle handle;

    private CallbackMethod(Method method, List<Argument> arguments, MethodHandle handle) {
        this.method = method;
        this.arguments = List.copyOf(arguments);
        this.handle = handle;
    }

    /// @throws IllegalAccessException when it can't be called from here
    static CallbackMethod of(Method method, List<Argument> arguments) throws IllegalAccessException {
        method.trySetAccessible();
        MethodHandle direct = MethodHandles.lookup().unreflect(method);
        MethodHandle spread = direct.asSpreader(Object[].class, arguments.size());
        return new CallbackMethod(method, arguments,
                spread.asType(MethodType.methodType(Object.class, Object.class, Object[].class)));
    }

    Class<?> returnType() {
        return method.getReturnType();
    }

    List<Argument> arguments() {
        return arguments;
    }

    /// Where the values of arguments come from.
    interface Values {

        /// The value for a parameter.
        @Nullable
        Object of(Argument argument) throws DecodeException;
    }

    /// Calls the method.
    ///
    /// @return what it returns; null for `void`
    /// @throws Throwable what it throws, or a path parameter that is not of its type
    @Nullable
    Object call(Object instance, Values values) throws Throwable {
        @Nullable
        Object[] given = new @Nullable Object[arguments.size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = values.of(arguments.get(i));
        }
        return (Object) handle.invokeExact(instance, given);
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }
}
