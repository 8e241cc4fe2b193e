package dev.lanner.container.definition;

/// Makes the objects of a web application and lets go of them: the place for injection and life cycle methods (Servlet
/// 6.1, 15.5).
public interface ComponentFactory {

    /// Plain construction without injection.
    static ComponentFactory plain() {
        return PlainComponentFactory.INSTANCE;
    }

    /// Makes an object by its public constructor without parameters, and injects what the class asks for.
    ///
    /// @throws ReflectiveOperationException when the class can't be constructed
    <T> T create(Class<T> type) throws ReflectiveOperationException;

    /// Runs what the class wants run before the object is dropped. Never throws.
    default void destroy(Object component) {
        // a plain object needs nothing
    }
}
