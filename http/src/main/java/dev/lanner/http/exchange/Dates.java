package dev.lanner.http.exchange;

import dev.lanner.http.h1.HttpDate;

/// The value of the Date field, made once a second.
public final class Dates {
    private static final class Stamp {
        private final long second;
        private final byte[] bytes;

        Stamp(long second) {
            this.second = second;
            this.bytes = HttpDate.bytes(second);
        }
    }

    private static volatile Stamp last = new Stamp(0);

    private Dates() {
    }

    /// The bytes for this time.
    public static byte[] at(long millis) {
        Stamp stamp = last;
        long second = millis / 1000;
        if (stamp.second != second) {
            stamp = new Stamp(second);
            last = stamp;
        }
        return stamp.bytes;
    }
}
