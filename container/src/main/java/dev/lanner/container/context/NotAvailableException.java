package dev.lanner.container.context;

import jakarta.servlet.UnavailableException;

/// Something on the way of a request is not available, and whoever it belongs to knows that already: who lets this pass
/// stays available.
public final class NotAvailableException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    /// Not available for good.
    public NotAvailableException(String message) {
        super(message);
    }

    /// Not available now.
    ///
    /// @param seconds after which it is worth trying again
    public NotAvailableException(String message, int seconds) {
        super(message, seconds);
    }

    /// What a dispatch passes on to the servlet that asked for it.
    public static NotAvailableException passedOn(UnavailableException thrown) {
        String message = String.valueOf(thrown.getMessage());
        NotAvailableException passed = thrown.isPermanent()
                ? new NotAvailableException(message)
                : new NotAvailableException(message, thrown.getUnavailableSeconds());
        passed.initCause(thrown);
        return passed;
    }
}
