package dev.lanner.websocket.connection;

/// A clock that never jumps.
final class Clock {
    private static final long ORIGIN = System.nanoTime() - 1_000_000;

    private Clock() {
    }

    /// Milliseconds, above 0.
    static long millis() {
        return (System.nanoTime() - ORIGIN) / 1_000_000;
    }
}
