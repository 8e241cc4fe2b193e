package dev.lanner.deploy.descriptor;

/// A descriptor, or the sum of them, that can't be deployed.
public final class InvalidDescriptorException extends Exception {
    private static final long serialVersionUID = 1;

    /// @param id such as `LNR-4003`
    /// @param at where the fault is
    /// @param reason what is wrong and what to do
    public InvalidDescriptorException(String id, Location at, String reason) {
        super(id + " " + at + ": " + reason);
    }

    /// @param cause what found it
    public InvalidDescriptorException(String id, Location at, String reason, Throwable cause) {
        super(id + " " + at + ": " + reason, cause);
    }
}
