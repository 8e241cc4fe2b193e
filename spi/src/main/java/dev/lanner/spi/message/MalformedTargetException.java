package dev.lanner.spi.message;

/// A request target that must be refused with 400.
public final class MalformedTargetException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /// @param reason the reason code, such as `suspicious-path`
    /// @param message what is wrong, without the target's own bytes
    public MalformedTargetException(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /// The reason code, lower case with dashes.
    public String reason() {
        return reason;
    }
}
