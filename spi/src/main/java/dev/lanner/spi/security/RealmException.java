package dev.lanner.spi.security;

import org.jspecify.annotations.Nullable;

/// A realm can't be made, or can't be asked now. The message is for the owner, never for a client.
public final class RealmException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message what is wrong, where, and what to do
    public RealmException(String message) {
        this(message, null);
    }

    /// @param message what is wrong, where, and what to do
    /// @param cause what was behind it, or null
    public RealmException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
