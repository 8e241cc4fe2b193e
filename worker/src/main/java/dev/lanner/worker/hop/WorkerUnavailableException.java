package dev.lanner.worker.hop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// No worker can serve the request.
public final class WorkerUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final transient @Nullable Duration retryAfter;

    /// @param status the status to answer with
    /// @param reason the reason code for the access log
    /// @param message for the log
    /// @param retryAfter when to try again; null when that is not known
    public WorkerUnavailableException(int status, String reason, String message, @Nullable Duration retryAfter) {
        super(message);
        this.status = status;
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /// The status to answer with, 500 to 599.
    public int status() {
        return status;
    }

    /// The reason code, lower case with dashes.
    public String reason() {
        return reason;
    }

    /// When to try again; null when that is not known.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
