package dev.lanner.http.h1;

import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// The head of a request, parsed once and strictly (RFC 9112, 3 to 6).
///
/// Immutable; refers to the bytes it was parsed from, which must not change.
public final class RequestHead {
    private final String method;
    private final RequestTarget target;
    private final HeadFields headers;
    private final long contentLength;
    private final int flags;

    static final int HTTP_1_1 = 1;
    static final int CHUNKED = 2;
    static final int KEEP_ALIVE = 4;
    static final int EXPECT_CONTINUE = 8;
    static final int UPGRADE = 16;

    RequestHead(String method, RequestTarget target, HeadFields headers, long contentLength, int flags) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.contentLength = contentLength;
        this.flags = flags;
    }

    /// Parses a head.
    ///
    /// @param data kept; must not change any more
    /// @param from the head's first byte; one empty line before the request line is skipped
    /// @param to what [HeadScanner#scan] returned: after the empty line
    /// @throws RejectedRequestException when it must be refused
    public static RequestHead parse(byte[] data, int from, int to, HeadRules rules) throws RejectedRequestException {
        return new RequestHeadParser(data, from, to, rules).parse();
    }

    /// The method, as sent; the standard ones are constants.
    public String method() {
        return method;
    }

    /// The target. In the asterisk form path and raw path are `*`.
    public RequestTarget target() {
        return target;
    }

    /// Whether it is HTTP/1.1; else it is HTTP/1.0.
    public boolean http11() {
        return (flags & HTTP_1_1) != 0;
    }

    /// `HTTP/1.1` or `HTTP/1.0`.
    public String protocol() {
        return http11() ? "HTTP/1.1" : "HTTP/1.0";
    }

    /// The header fields. Safe for several threads.
    public Fields headers() {
        return headers;
    }

    /// The length of the body in bytes; -1 when there is no Content-Length. Then there is no body, unless it is
    /// chunked.
    public long contentLength() {
        return contentLength;
    }

    /// Whether the body is chunked.
    public boolean chunked() {
        return (flags & CHUNKED) != 0;
    }

    /// Whether a body of at least one byte, or a chunked one, follows.
    public boolean hasBody() {
        return contentLength > 0 || chunked();
    }

    /// Whether the client wants the connection to stay (RFC 9112, 9.3).
    public boolean keepAlive() {
        return (flags & KEEP_ALIVE) != 0;
    }

    /// Whether the client waits for 100 before it sends the body that it announced. Never for HTTP/1.0 (RFC 9110,
    /// 10.1.1).
    public boolean expectContinue() {
        return (flags & EXPECT_CONTINUE) != 0 && hasBody();
    }

    /// Whether the client asks for another protocol: Upgrade, and Connection with `upgrade`, in HTTP/1.1 (RFC 9110,
    /// 7.8).
    public boolean upgrade() {
        return (flags & UPGRADE) != 0;
    }

    /// Host and port as [RequestTarget#authority()] has them; empty for HTTP/1.0 without Host.
    public String host() {
        return target.authority();
    }

    @Override
    public String toString() {
        return method + " " + target.raw() + " " + protocol();
    }
}
