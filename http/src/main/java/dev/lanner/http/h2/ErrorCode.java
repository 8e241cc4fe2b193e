package dev.lanner.http.h2;

/// The error codes of RST_STREAM and GOAWAY (RFC 9113, 7).
public enum ErrorCode {
    /// No error: a graceful end.
    NO_ERROR(0),
    /// The peer broke the protocol.
    PROTOCOL_ERROR(1),
    /// A fault of ours.
    INTERNAL_ERROR(2),
    /// The peer sent more than its window.
    FLOW_CONTROL_ERROR(3),
    /// The peer did not acknowledge settings in time.
    SETTINGS_TIMEOUT(4),
    /// A frame for a stream whose sending side has ended.
    STREAM_CLOSED(5),
    /// A frame of a wrong size.
    FRAME_SIZE_ERROR(6),
    /// Not processed at all: may be sent again.
    REFUSED_STREAM(7),
    /// Not wanted any more.
    CANCEL(8),
    /// The compression state can't be kept.
    COMPRESSION_ERROR(9),
    /// The connection of a CONNECT was reset.
    CONNECT_ERROR(10),
    /// The peer makes too much work.
    ENHANCE_YOUR_CALM(11),
    /// TLS is too weak.
    INADEQUATE_SECURITY(12),
    /// HTTP/1.1 is asked for.
    HTTP_1_1_REQUIRED(13);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /// The number on the wire.
    public int code() {
        return code;
    }
}
