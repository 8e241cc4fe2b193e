package dev.lanner.worker.supervisor;

import dev.lanner.worker.hop.WorkerUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a request can't be served by a worker.
///
/// @param status the status to answer with
/// @param reason the reason code
/// @param message for the log
/// @param retryAfter when to try again; null when that is not known
record Refusal(int status, String reason, String message, @Nullable Duration retryAfter) {

    WorkerUnavailableException exception() {
        return new WorkerUnavailableException(status, reason, message, retryAfter);
    }
}
