package dev.lanner.http.h2;

import static dev.lanner.http.h2.ErrorCode.COMPRESSION_ERROR;
import static dev.lanner.http.h2.ErrorCode.ENHANCE_YOUR_CALM;
import static dev.lanner.http.h2.ErrorCode.FLOW_CONTROL_ERROR;
import static dev.lanner.http.h2.ErrorCode.FRAME_SIZE_ERROR;
import static dev.lanner.http.h2.ErrorCode.INTERNAL_ERROR;
import static dev.lanner.http.h2.ErrorCode.NO_ERROR;
import static dev.lanner.http.h2.ErrorCode.PROTOCOL_ERROR;
import static dev.lanner.http.h2.ErrorCode.REFUSED_STREAM;

/// Why a stream or a connection is ended by the server. Each has the error code that the client is told and the reason
/// code that stands in the access log.
public enum Fault {
    /// The connection does not begin with the preface, or not with SETTINGS after it (RFC 9113, 3.4).
    INVALID_PREFACE(PROTOCOL_ERROR, "h2-invalid-preface"),
    /// A frame longer than SETTINGS_MAX_FRAME_SIZE, or of the wrong size for its type (4.2).
    FRAME_SIZE(FRAME_SIZE_ERROR, "h2-frame-size"),
    /// A frame that may not come here: on this stream, in this state, amid a header block (5.1, 6).
    UNEXPECTED_FRAME(PROTOCOL_ERROR, "h2-unexpected-frame"),
    /// A stream identifier that the client may not use (5.1.1).
    STREAM_ID(PROTOCOL_ERROR, "h2-stream-id"),
    /// A frame for a stream whose client side has ended (5.1).
    STREAM_CLOSED(ErrorCode.STREAM_CLOSED, "h2-stream-closed"),
    /// More padding than frame (6.1).
    PADDING(PROTOCOL_ERROR, "h2-padding"),
    /// A header block that can't be decoded (4.3).
    COMPRESSION(COMPRESSION_ERROR, "h2-compression"),
    /// More data than the window, or a window above 2^31 - 1 (5.2, 6.9.1).
    FLOW_CONTROL(FLOW_CONTROL_ERROR, "h2-flow-control"),
    /// A WINDOW_UPDATE of nothing (6.9).
    ZERO_INCREMENT(PROTOCOL_ERROR, "h2-zero-increment"),
    /// A stream that depends on itself (RFC 7540, 5.3.1).
    SELF_DEPENDENCY(PROTOCOL_ERROR, "h2-self-dependency"),
    /// A setting with a value that it may not have (6.5.2).
    SETTING(PROTOCOL_ERROR, "h2-setting"),
    /// SETTINGS_INITIAL_WINDOW_SIZE above 2^31 - 1 (6.5.2).
    SETTING_WINDOW(FLOW_CONTROL_ERROR, "h2-setting"),
    /// A message that is malformed (8.1.1): fields, pseudo fields, length.
    MALFORMED(PROTOCOL_ERROR, "h2-malformed"),
    /// Limit max-streams-per-connection.
    TOO_MANY_STREAMS(REFUSED_STREAM, "h2-too-many-streams"),
    /// The server is going down.
    STOPPING(REFUSED_STREAM, "server-stopping"),
    /// A header block that is larger than any that could be accepted.
    HEADER_BLOCK_TOO_LARGE(ENHANCE_YOUR_CALM, "h2-header-block-too-large"),
    /// CONTINUATION frames without end.
    CONTINUATION_FLOOD(ENHANCE_YOUR_CALM, "h2-continuation-flood"),
    /// Streams that are reset, by either side, without useful work between.
    RESET_FLOOD(ENHANCE_YOUR_CALM, "h2-reset-flood"),
    /// PING, SETTINGS, PRIORITY, small WINDOW_UPDATE and unknown frames without useful work between.
    CONTROL_FLOOD(ENHANCE_YOUR_CALM, "h2-control-flood"),
    /// Frames that carry nothing.
    EMPTY_FRAMES(ENHANCE_YOUR_CALM, "h2-empty-frames"),
    /// Limit request-headers-timeout.
    HEADERS_TIMEOUT(ENHANCE_YOUR_CALM, "request-headers-timeout"),
    /// Limit http2-ping-timeout: the client does not answer.
    PING_TIMEOUT(NO_ERROR, "h2-ping-timeout"),
    /// Limit min-response-rate: the client does not take what it asked for.
    RESPONSE_TOO_SLOW(ErrorCode.CANCEL, "response-too-slow"),
    /// The rest of a body that nobody wants (8.1).
    TOO_MUCH_BODY(NO_ERROR, "h2-body-not-wanted"),
    /// A fault of ours.
    INTERNAL(INTERNAL_ERROR, "h2-internal");

    private final ErrorCode error;
    private final String reason;

    Fault(ErrorCode error, String reason) {
        this.error = error;
        this.reason = reason;
    }

    /// What the client is told.
    public ErrorCode error() {
        return error;
    }

    /// The reason code for logs: lower case with dashes.
    public String reason() {
        return reason;
    }
}
