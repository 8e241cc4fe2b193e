package dev.lanner.deploy.archive;

/// A WAR that must not be unpacked. The message names the file, the entry and the reason.
public final class InvalidArchiveException extends Exception {
    private static final long serialVersionUID = 1;

    /// @param message with its id
    public InvalidArchiveException(String message) {
        super(message);
    }

    /// @param message with its id
    /// @param cause what the JDK says
    public InvalidArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
