package dev.lanner.container.definition;

/// A component can't get what it asks for, such as a data source that is not configured. It is not available, and worth
/// another try later.
public final class InjectionException extends ReflectiveOperationException {
    private static final long serialVersionUID = 1L;

    /// @param message with an id, for the owner of the server
    public InjectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
