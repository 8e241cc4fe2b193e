package dev.lanner.launcher.metrics;

import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import org.jspecify.annotations.Nullable;

/// Gives each entry to the access log and to the metrics.
///
/// @param access the access log; gets what it wants only
/// @param metrics gets everything
public record RequestLogs(RequestLog access, RequestLog metrics) implements RequestLog {
    private static final String CLIENT_GONE = "client-gone";

    /// What is told of requests: nobody, one or both.
    public static RequestLog of(@Nullable RequestLog access, @Nullable RequestLog metrics) {
        if (access != null && metrics != null) {
            return new RequestLogs(access, metrics);
        }
        RequestLog one = access == null ? metrics : access;
        return one == null ? NONE : one;
    }

    @Override
    public boolean wantsAll() {
        return true;
    }

    @Override
    public void log(RequestLogEntry entry) {
        metrics.log(entry);
        String reason = entry.reason();
        if (access.wantsAll() || reason != null && !reason.equals(CLIENT_GONE)) {
            access.log(entry);
        }
    }
}
