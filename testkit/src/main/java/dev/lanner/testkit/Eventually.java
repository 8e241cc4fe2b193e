package dev.lanner.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what happens soon, by looking again; bounded.
public final class Eventually {
    private static final int LOOKS = 2000;

    private Eventually() {
    }

    /// Waits for a condition, at most about 10 s.
    ///
    /// @param what names it in the failure
    /// @throws AssertionError when it does not come true
    public static void until(String what, BooleanSupplier condition) {
        for (int i = 0; i < LOOKS; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        throw new AssertionError("not within 10 s: " + what);
    }
}
