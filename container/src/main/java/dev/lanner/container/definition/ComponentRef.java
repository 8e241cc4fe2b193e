package dev.lanner.container.definition;

/// A servlet, filter, listener or initializer: how to come by the object.
public sealed interface ComponentRef {

    /// An object of the class with this name.
    static ComponentRef named(String className) {
        return new Named(className);
    }

    /// An object of this class.
    static ComponentRef typed(Class<?> type) {
        return new Typed(type);
    }

    /// This very object.
    static ComponentRef given(Object instance) {
        return new Given(instance);
    }

    /// The name of its class.
    String className();

    /// By the name of a class, loaded with the application's class loader.
    ///
    /// @param className the binary name
    record Named(String className) implements ComponentRef {
    }

    /// By its class.
    ///
    /// @param type with a public constructor without parameters
    record Typed(Class<?> type) implements ComponentRef {
        @Override
        public String className() {
            return type.getName();
        }
    }

    /// An object that is there already.
    ///
    /// @param instance used as it is; nothing is injected
    record Given(Object instance) implements ComponentRef {
        @Override
        public String className() {
            return instance.getClass().getName();
        }
    }
}
