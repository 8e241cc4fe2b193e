package dev.lanner.websocket.protocol;

import java.nio.charset.StandardCharsets;

/// Why a connection ends (RFC 6455, 7.4).
///
/// @param code the code
/// @param reason at most 123 bytes of UTF-8
public record CloseStatus(int code, String reason) {
    /// Done.
    public static final int NORMAL = 1000;
    /// The server stops, or the client leaves the page.
    public static final int GOING_AWAY = 1001;
    /// The peer broke the protocol.
    public static final int PROTOCOL_ERROR = 1002;
    /// Data of a kind that can't be taken.
    public static final int UNSUPPORTED = 1003;
    /// The close frame gave none; never sent.
    public static final int NO_STATUS = 1005;
    /// The connection was lost; never sent.
    public static final int ABNORMAL = 1006;
    /// Text that is not UTF-8.
    public static final int BAD_DATA = 1007;
    /// A rule of the application.
    public static final int POLICY = 1008;
    /// Too long a message.
    public static final int TOO_BIG = 1009;
    /// The server failed.
    public static final int INTERNAL_ERROR = 1011;

    private static final int MOST_REASON = 123;

    /// A status without a reason.
    public static CloseStatus of(int code) {
        return new CloseStatus(code, "");
    }

    /// A status whose reason is cut where it is too long.
    public static CloseStatus of(int code, String reason) {
        String cut = reason;
        while (cut.getBytes(StandardCharsets.UTF_8).length > MOST_REASON) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return new CloseStatus(code, cut);
    }

    /// Whether an endpoint may send this: codes that RFC 6455 or its registry define for the wire, or 3000 to 4999, and a
    /// reason that fits.
    public boolean sendable() {
        return sendable(code) && reason.getBytes(StandardCharsets.UTF_8).length <= MOST_REASON;
    }

    /// Whether a close frame may hold this code.
    public static boolean sendable(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
