package dev.lanner.container.session.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A store can't do what it is asked for. The message is for the owner of the server: what, where, why.
public class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param message what failed, with its place
    public StoreException(String message) {
        super(message);
    }

    /// @param message what failed, with its place
    /// @param cause why; null when unknown
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
