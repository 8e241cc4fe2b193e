package dev.lanner.container.error;

import dev.lanner.container.context.ServletEntry;
import dev.lanner.container.text.Refusal;
import dev.lanner.spi.RequestRejectedException;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import org.jspecify.annotations.Nullable;

/// Something that the client gets an error for.
///
/// @param status the status code
/// @param message that the application gave to `sendError`, or null
/// @param cause the exception, or null
/// @param retryAfter seconds for Retry-After; 0 for none
public record Failure(int status, @Nullable String message, @Nullable Throwable cause, int retryAfter) {
    private static final int DEEPEST = 20;

    /// An error without an exception.
    public static Failure of(int status, @Nullable String message) {
        return new Failure(status, message, null, 0);
    }

    /// What an exception that the application let pass means.
    public static Failure of(Throwable thrown, ServletEntry servlet) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (at instanceof RequestRejectedException rejected) {
                return new Failure(rejected.status(), null, thrown, 0);
            }
            if (at instanceof Refusal refusal) {
                return new Failure(refusal.status(), null, thrown, 0);
            }
            if (at instanceof UnavailableException unavailable) {
                int seconds = unavailable.isPermanent() ? 0 : Math.max(1, unavailable.getUnavailableSeconds());
                return new Failure(unavailable.isPermanent() ? servlet.statusWhileUnavailable() : 503, null, thrown,
                        seconds);
            }
            at = cause(at);
        }
        return new Failure(500, null, thrown, 0);
    }

    private static @Nullable Throwable cause(Throwable at) {
        return at instanceof ServletException wrapper && wrapper.getRootCause() != null
                ? wrapper.getRootCause()
                : at.getCause();
    }

    /// Whether the server is to blame, so that the log should have the stack.
    public boolean worthStack() {
        return cause != null && status == 500;
    }
}
