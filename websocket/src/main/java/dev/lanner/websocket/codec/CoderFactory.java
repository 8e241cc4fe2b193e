package dev.lanner.websocket.codec;

/// Makes encoders, decoders and endpoints, and lets go of them: the place for injection.
public interface CoderFactory {
    /// Plain construction.
    CoderFactory PLAIN = new CoderFactory() {
        @Override
        public <T> T create(Class<T> type) throws ReflectiveOperationException {
            var constructor = type.getDeclaredConstructor();
            constructor.trySetAccessible();
            return constructor.newInstance();
        }
    };

    /// Makes an object by its constructor without parameters.
    ///
    /// @throws ReflectiveOperationException when it can't be made
    <T> T create(Class<T> type) throws ReflectiveOperationException;

    /// Runs what the class wants run before the object is dropped. Never throws.
    default void destroy(Object object) {
        // a plain object needs nothing
    }
}
