package dev.lanner.launcher.control;

/// A request over the control socket fails; the message is for the person who asked.
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message with its id
    public ControlException(String message) {
        super(message);
    }

    /// @param message with its id
    public ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
