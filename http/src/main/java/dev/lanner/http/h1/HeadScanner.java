package dev.lanner.http.h1;

/// Finds the end of a request head in bytes that arrive piece by piece, looking at each byte once.
///
/// What can be known to be wrong before the end is refused before the end: line ends, control bytes, the version,
/// sizes. One per connection; used by one thread at a time.
public final class HeadScanner {
    // all positions are relative to the head's first byte: the array may be replaced between calls
    private int next;
    private int lineStart;
    private int headersStart;
    private int lines;

    /// Looks on.
    ///
    /// @param data holds the head from its first byte on
    /// @param from where the head begins; may differ from call to call
    /// @param end the end of the bytes that have arrived
    /// @return the index after the empty line that ends the head, or -1 when more bytes are needed
    /// @throws RejectedRequestException when no bytes to come can make this a request
    public int scan(byte[] data, int from, int end, HeadRules rules) throws RejectedRequestException {
        int at = from + next;
        while (true) {
            at = WordScan.control(data, at, end);
            checkSize(at - from, rules);
            if (at == end) {
                next = at - from;
                return -1;
            }
            if (data[at] == '\t' && lines > 0) {
                at++;
                continue;
            }
            if (data[at] != '\r') {
                throw RejectedRequestException.of(fault(data[at], at - from));
            }
            if (at + 1 == end) {
                next = at - from;
                return -1;
            }
            if (data[at + 1] != '\n') {
                throw RejectedRequestException.of(Rejection.BARE_CR);
            }
            if (at - from == lineStart && lines > 0) {
                return at + 2;
            }
            line(data, from, at, rules);
            at += 2;
        }
    }

    /// Whether a byte of a request line has been seen; an empty line before it does not count.
    public boolean begun() {
        return lines > 0 || next > lineStart;
    }

    /// Starts anew, with the next head.
    public void reset() {
        next = 0;
        lineStart = 0;
        headersStart = 0;
        lines = 0;
    }

    private void line(byte[] data, int from, int at, HeadRules rules) throws RejectedRequestException {
        int position = at - from;
        if (lines > 0) {
            if (position + 2 - headersStart > rules.maxHeadersSize()) {
                throw RejectedRequestException.of(Rejection.HEADERS_TOO_LARGE);
            }
            if (lines > rules.maxHeaderCount()) {
                throw RejectedRequestException.of(Rejection.TOO_MANY_HEADERS);
            }
            lines++;
        } else if (position == lineStart) {
            // one empty line before a request line is skipped (RFC 9112, 2.2)
            if (position > 0) {
                throw RejectedRequestException.of(Rejection.INVALID_REQUEST_LINE);
            }
        } else {
            RequestLine.checkVersion(data, from + lineStart, at);
            headersStart = position + 2;
            lines = 1;
        }
        lineStart = position + 2;
    }

    private void checkSize(int position, HeadRules rules) throws RejectedRequestException {
        if (lines == 0 && position - lineStart > rules.maxRequestLine()) {
            throw RejectedRequestException.of(Rejection.REQUEST_LINE_TOO_LONG);
        }
        if (lines > 0 && position - headersStart > rules.maxHeadersSize()) {
            throw RejectedRequestException.of(Rejection.HEADERS_TOO_LARGE);
        }
    }

    private Rejection fault(byte value, int position) {
        if (value == '\n') {
            return Rejection.BARE_LF;
        }
        if (lines > 0) {
            return Rejection.INVALID_HEADER_VALUE;
        }
        // 0x16 is the record type of a TLS handshake
        return value == 0x16 && position == 0 ? Rejection.TLS_OVER_HTTP : Rejection.INVALID_REQUEST_LINE;
    }
}
