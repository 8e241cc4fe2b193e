package dev.lanner.http.connection;

import java.nio.charset.StandardCharsets;

/// The bytes by which a client says that it speaks HTTP/2 without being asked (RFC 9113, 3.4).
final class Preface {
    private static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /// How many they are.
    static final int LENGTH = BYTES.length;

    private Preface() {
    }

    /// How many of them the input begins with; 0 when its bytes are others.
    static int matched(Input input) {
        int length = Math.min(LENGTH, input.available());
        for (int i = 0; i < length; i++) {
            if (input.data()[input.position() + i] != BYTES[i]) {
                return 0;
            }
        }
        return length;
    }
}
