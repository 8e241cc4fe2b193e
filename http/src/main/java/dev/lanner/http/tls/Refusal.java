package dev.lanner.http.tls;

/// A handshake that is not begun with, and what the client is told.
final class Refusal extends Exception {
    static final int ACCESS_DENIED = 49;
    static final int DECODE_ERROR = 50;
    static final int UNRECOGNIZED_NAME = 112;
    private static final long serialVersionUID = 1;

    private final String reason;
    private final transient byte[] answer;

    /// @param reason the code for the log
    /// @param answer what is sent, as it is; may be empty
    Refusal(String reason, byte[] answer) {
        super(reason, null, false, false);
        this.reason = reason;
        this.answer = answer;
    }

    /// A fatal alert, before anything is encrypted (RFC 8446, 6).
    static byte[] alert(int description) {
        return new byte[]{21, 3, 3, 0, 2, 2, (byte) description};
    }

    String reason() {
        return reason;
    }

    byte[] answer() {
        return answer;
    }
}
