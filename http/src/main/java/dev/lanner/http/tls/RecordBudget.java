package dev.lanner.http.tls;

/// How many records without data a client may send: KeyUpdates and the like. Each costs work and brings nothing.
///
/// A connection starts with some and gets one back each second. For the reader.
final class RecordBudget {
    private static final int MOST = 32;
    private static final long SECOND = 1_000_000_000L;

    private int left = MOST;
    private long since;

    /// @return whether there was one left
    boolean spend(long nowNanos) {
        if (left == MOST) {
            since = nowNanos;
        }
        long seconds = (nowNanos - since) / SECOND;
        if (seconds > 0) {
            left = (int) Math.min(MOST, left + seconds);
            since += seconds * SECOND;
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
