package dev.lanner.http.h2;

import java.nio.charset.StandardCharsets;

/// What a client sends first (RFC 9113, 3.4).
public final class Preface {
    private static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /// Its length in bytes.
    public static final int LENGTH = BYTES.length;

    private Preface() {
    }

    /// How many of these bytes, at most [#LENGTH], are as the preface begins.
    ///
    /// @param done how many bytes of it came before
    /// @return -1 when one of them is not
    public static int match(byte[] data, int from, int to, int done) {
        int count = Math.min(to - from, LENGTH - done);
        for (int i = 0; i < count; i++) {
            if (data[from + i] != BYTES[done + i]) {
                return -1;
            }
        }
        return count;
    }
}
