package dev.lanner.container;

/// A web application could not be started. The message begins with an id (`LNR-3nnn`) and names what is wrong and what
/// to do.
public class DeploymentException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message with its id
    public DeploymentException(String message) {
        super(message);
    }

    /// @param message with its id
    /// @param cause what the application threw, or what it lacks
    public DeploymentException(String message, Throwable cause) {
        super(message, cause);
    }
}
