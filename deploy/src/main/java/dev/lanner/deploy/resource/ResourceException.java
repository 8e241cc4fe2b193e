package dev.lanner.deploy.resource;

import javax.naming.NamingException;

/// A resource can't be made. Its message is for the owner: it begins with an id, and names where the resource is
/// written.
public final class ResourceException extends NamingException {
    private static final long serialVersionUID = 1L;

    /// @param message with an id
    public ResourceException(String message) {
        super(message);
    }

    /// @param message with an id
    public ResourceException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }
}
