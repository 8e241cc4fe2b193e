package dev.lanner.worker.sharing;

/// A registration is refused; the message is for the owner of the process that asked.
public final class RegistrationException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message with its id
    public RegistrationException(String message) {
        super(message);
    }

    /// @param message with its id
    public RegistrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
