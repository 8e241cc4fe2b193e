package dev.lanner.websocket.session;

import org.jspecify.annotations.Nullable;

/// Takes a message, or a part of one: a handler or a method of the application.
@FunctionalInterface
public interface Receiver {

    /// @param message of the type that was asked for
    /// @param last whether it is the end of the message
    /// @throws Throwable what the application throws
    void receive(@Nullable Object message, boolean last) throws Throwable;
}
