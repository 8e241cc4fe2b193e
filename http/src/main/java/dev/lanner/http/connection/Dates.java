package dev.lanner.http.connection;

import dev.lanner.http.h1.HttpDate;

/// The value of the Date field, made once a second.
final class Dates {
    private record Stamp(long second, byte[] bytes) {
    }

    private static volatile Stamp last = new Stamp(0, HttpDate.bytes(0));

    private Dates() {
    }

    /// The bytes for this time.
    static byte[] at(long millis) {
        Stamp stamp = last;
        long second = millis / 1000;
        if (stamp.second != second) {
            stamp = new Stamp(second, HttpDate.bytes(second));
            last = stamp;
        }
        return stamp.bytes;
    }
}
