package dev.lanner.http.h1;

/// Why a request is refused before or while an application serves it.
///
/// Each refusal is answered with [#status()], if anything can still be answered, appears in the access log with
/// [#code()], and closes the connection: after it nobody knows where the next request begins.
public enum Rejection {

    // ---- connection

    /// The first byte is that of a TLS handshake.
    TLS_OVER_HTTP(400, "tls-over-http", "This port speaks plain HTTP, but TLS was received."),
    /// The preface of HTTP/2 with prior knowledge, where the endpoint does not speak it.
    HTTP2_PREFACE(505, "http2-preface", "This endpoint does not speak HTTP/2 without TLS."),
    /// Limit max-connections.
    CONNECTION_LIMIT(503, "connection-limit", "Too many connections."),
    /// Limit max-upgraded-connections.
    UPGRADE_LIMIT(503, "upgrade-limit", "Too many upgraded connections."),

    // ---- time

    /// Limit request-headers-timeout.
    REQUEST_HEADERS_TIMEOUT(408, "request-headers-timeout", "The request's head took too long."),
    /// Limit min-request-body-rate.
    REQUEST_BODY_TOO_SLOW(408, "request-body-too-slow", "The request's body came too slowly."),

    /// Limit min-response-rate: the client does not read its answer; it gets a reset.
    RESPONSE_TOO_SLOW(408, "response-too-slow", "The response was read too slowly."),

    // ---- sizes

    /// Limit max-request-line-size.
    REQUEST_LINE_TOO_LONG(414, "request-line-too-long", "The request line is too long."),
    /// Limit max-request-headers-size.
    HEADERS_TOO_LARGE(431, "headers-too-large", "The header fields are too large."),
    /// Limit max-request-header-count.
    TOO_MANY_HEADERS(431, "too-many-headers", "Too many header fields."),
    /// Limit max-request-body-size.
    REQUEST_BODY_TOO_LARGE(413, "request-body-too-large", "The request's body is too large."),

    // ---- line ends (RFC 9112, 2.2)

    /// A line that ends with LF alone.
    BARE_LF(400, "bare-lf", "A line ends without CR."),
    /// A CR that no LF follows.
    BARE_CR(400, "bare-cr", "A CR is not followed by LF."),

    // ---- request line (RFC 9112, 3)

    /// Not method, target and version with one space between each.
    INVALID_REQUEST_LINE(400, "invalid-request-line", "The request line is malformed."),
    /// The method is not a token.
    INVALID_METHOD(400, "invalid-method", "The method is malformed."),
    /// CONNECT: this is an origin server, no resource of it can be a tunnel.
    CONNECT_NOT_SUPPORTED(501, "connect-not-supported", "CONNECT is not supported."),
    /// None of the four forms of request-target, or not one for this method.
    INVALID_REQUEST_TARGET(400, "invalid-request-target", "The request target is malformed."),
    /// A path in the Servlet specification's list of suspicious ones (Servlet 6.1, 3.5.2).
    SUSPICIOUS_PATH(400, "suspicious-path", "The path is ambiguous or malformed."),
    /// A `#` in the target.
    FRAGMENT_IN_TARGET(400, "fragment-in-target", "The request target has a fragment."),
    /// The authority of an absolute-form target.
    INVALID_AUTHORITY(400, "invalid-authority", "The host of the request target is malformed."),
    /// An absolute-form target for `https` on a plain connection, or the reverse (RFC 9110, 7.4).
    SCHEME_MISMATCH(421, "scheme-mismatch", "The request target has another scheme than the connection."),
    /// A request line without version: HTTP/0.9.
    MISSING_VERSION(400, "missing-version", "The request line has no HTTP version."),
    /// The version is not `HTTP/` digit `.` digit.
    INVALID_VERSION(400, "invalid-version", "The HTTP version is malformed."),
    /// Neither HTTP/1.1 nor HTTP/1.0.
    UNSUPPORTED_VERSION(505, "unsupported-version", "Only HTTP/1.1 and HTTP/1.0 are supported."),

    // ---- header fields (RFC 9112, 5)

    /// A name that is empty or no token, or a line without a colon.
    INVALID_HEADER_NAME(400, "invalid-header-name", "A header field's name is malformed."),
    /// White space between a name and its colon.
    SPACE_BEFORE_COLON(400, "space-before-colon", "There is white space before the colon of a header field."),
    /// A line that begins with white space: obsolete folding, or white space before the first field.
    OBS_FOLD(400, "obs-fold", "A header line begins with white space."),
    /// A control byte in a value, or bad UTF-8 where the endpoint's header-charset is utf-8.
    INVALID_HEADER_VALUE(400, "invalid-header-value", "A header field's value is malformed."),

    // ---- host (RFC 9112, 3.2)

    /// No Host field in an HTTP/1.1 request, or an empty one.
    MISSING_HOST(400, "missing-host", "The Host field is missing."),
    /// More than one Host field.
    REPEATED_HOST(400, "repeated-host", "There is more than one Host field."),
    /// Not host, or host and port.
    INVALID_HOST(400, "invalid-host", "The Host field is malformed."),
    /// The Host field and the authority of an absolute-form target differ.
    HOST_MISMATCH(400, "host-mismatch", "The Host field differs from the request target."),

    // ---- framing (RFC 9112, 6)

    /// Not 1 to 19 digits, or more than 2^63 - 1.
    INVALID_CONTENT_LENGTH(400, "invalid-content-length", "The Content-Length is malformed."),
    /// More than one Content-Length, equal or not.
    REPEATED_CONTENT_LENGTH(400, "repeated-content-length", "There is more than one Content-Length."),
    /// Transfer-Encoding and Content-Length.
    AMBIGUOUS_LENGTH(400, "ambiguous-length", "Transfer-Encoding and Content-Length exclude each other."),
    /// Transfer-Encoding in an HTTP/1.0 request.
    TRANSFER_ENCODING_IN_HTTP10(400, "transfer-encoding-in-http10", "HTTP/1.0 has no Transfer-Encoding."),
    /// More than one Transfer-Encoding field, or one that does not end in exactly `chunked`.
    INVALID_TRANSFER_ENCODING(400, "invalid-transfer-encoding", "The last transfer coding must be chunked."),
    /// Another coding before a final `chunked` (RFC 9112, 6.1).
    UNSUPPORTED_TRANSFER_CODING(501, "unsupported-transfer-coding", "The only transfer coding here is chunked."),
    /// A POST or PUT of HTTP/1.0 without Content-Length.
    LENGTH_REQUIRED(400, "length-required", "A request of HTTP/1.0 with a body needs a Content-Length."),
    /// Expect with anything but `100-continue` (RFC 9110, 10.1.1).
    UNKNOWN_EXPECTATION(417, "unknown-expectation", "The expectation can't be met."),

    // ---- body (RFC 9112, 7.1)

    /// The client closed before the end of the body.
    UNEXPECTED_END(400, "unexpected-end", "The request's body ended early."),
    /// Not 1 to 16 hexadecimal digits, or more than 2^63 - 1.
    INVALID_CHUNK_SIZE(400, "invalid-chunk-size", "A chunk's size is malformed."),
    /// A chunk extension against its grammar.
    INVALID_CHUNK_EXTENSION(400, "invalid-chunk-extension", "A chunk's extension is malformed."),
    /// Limit max-chunk-line-size, or all extensions of a body together above sixteen times that.
    CHUNK_LINE_TOO_LONG(400, "chunk-line-too-long", "The line before a chunk is too long."),
    /// No CRLF after the data of a chunk.
    INVALID_CHUNK_END(400, "invalid-chunk-end", "A chunk does not end where it should."),
    /// A trailer field against the grammar.
    INVALID_TRAILER(400, "invalid-trailer", "A trailer field is malformed."),
    /// A trailer field of a name that must not be one (RFC 9110, 6.5.1).
    FORBIDDEN_TRAILER(400, "forbidden-trailer", "A field stands in the trailers that must not."),
    /// Limit max-request-headers-size, for the trailers.
    TRAILERS_TOO_LARGE(400, "trailers-too-large", "The trailer fields are too large."),
    /// Limit max-request-header-count, for the trailers.
    TOO_MANY_TRAILERS(400, "too-many-trailers", "Too many trailer fields.");

    private final int status;
    private final String code;
    private final String message;

    Rejection(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    /// The status code to answer with.
    public int status() {
        return status;
    }

    /// The reason code for logs and metrics: lower case with dashes, unique.
    public String code() {
        return code;
    }

    /// A sentence for the client; holds nothing that the client sent.
    public String message() {
        return message;
    }
}
