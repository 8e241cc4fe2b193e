package dev.lanner.websocket.session;

/// An endpoint that knows whether its application deals with errors.
public interface ErrorHandling {

    /// Whether an error reaches code of the application; if not it is logged.
    boolean handlesErrors();
}
