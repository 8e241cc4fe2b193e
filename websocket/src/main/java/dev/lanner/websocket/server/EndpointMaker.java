package dev.lanner.websocket.server;

import dev.lanner.websocket.codec.CoderFactory;
import org.jspecify.annotations.Nullable;

/// Makes the endpoint of one session as the container makes all components, and remembers it, so that it can be let go
/// of. Used by one thread.
public final class EndpointMaker {
    private final CoderFactory factory;
    private @Nullable Object made;

    EndpointMaker(CoderFactory factory) {
        this.factory = factory;
    }

    /// Makes an endpoint.
    ///
    /// @throws InstantiationException naming the class
    public <T> T make(Class<T> type) throws InstantiationException {
        try {
            T instance = factory.create(type);
            made = instance;
            return instance;
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            InstantiationException failure = new InstantiationException(
                    "LNR-6140: endpoint " + type.getName() + " can't be made: " + cause);
            failure.initCause(cause);
            throw failure;
        }
    }

    /// Whether this made the object, so that it is this container's to let go of.
    boolean made(Object instance) {
        return made == instance;
    }
}
