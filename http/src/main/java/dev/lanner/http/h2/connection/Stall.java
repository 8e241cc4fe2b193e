package dev.lanner.http.h2.connection;

import dev.lanner.spi.config.DataRate;

/// For how long bytes have waited for the client (L12): each piece of at most 128 KiB must be gone within the grace, or
/// the time that it takes at the minimum rate. Under the connection's lock.
final class Stall {
    private static final long PIECE = 128 * 1024;

    /// In the loop's milliseconds; 0 when nothing waits.
    private long since;
    private long left;
    private long total;

    /// Bytes begin to wait, or go on waiting.
    void begin(long waiting, long now) {
        if (since == 0) {
            total = Math.min(Math.max(1, waiting), PIECE);
            left = total;
            since = Math.max(1, now);
        }
    }

    /// Some of them have gone.
    void progress(long bytes) {
        if (since != 0) {
            left -= bytes;
            if (left <= 0) {
                since = 0;
            }
        }
    }

    /// Nothing waits any more.
    void end() {
        since = 0;
    }

    boolean tooSlow(DataRate rate, long now) {
        return since != 0 && rate.limited()
                && now - since > Math.max(rate.grace().toMillis(), total * 1000 / rate.bytesPerSecond());
    }
}
