package dev.lanner.http.h1;

import dev.lanner.spi.message.RequestTarget;
import org.jspecify.annotations.Nullable;

/// Parses one head: the request line here, field lines by [FieldsParser], what the fields mean for the connection by
/// [MessageFields].
final class RequestHeadParser {
    private static final int GET = 'G' | 'E' << 8 | 'T' << 16 | ' ' << 24;
    private static final String[] METHODS = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE",
        "CONNECT"};

    private final byte[] data;
    private final int from;
    private final int to;
    private final HeadRules rules;

    RequestHeadParser(byte[] data, int from, int to, HeadRules rules) {
        this.data = data;
        this.from = from;
        this.to = to;
        this.rules = rules;
    }

    RequestHead parse() throws RejectedRequestException {
        int start = from;
        if (to - start > 1 && data[start] == '\r' && data[start + 1] == '\n') {
            start += 2;
        }
        int lineEnd = lineEnd(start);
        boolean http11 = RequestLine.checkVersion(data, start, lineEnd);
        int methodEnd = methodEnd(start, lineEnd);
        String method = method(start, methodEnd);
        int targetStart = methodEnd + 1;
        int targetEnd = WordScan.invisible(data, targetStart, lineEnd);
        checkTargetEnd(targetStart, targetEnd, lineEnd);
        if (method.equals("CONNECT")) {
            throw RejectedRequestException.of(Rejection.CONNECT_NOT_SUPPORTED);
        }
        HeadFields headers = FieldsParser.parse(data, lineEnd + 2, to, rules);
        MessageFields meaning = new MessageFields(data, headers, http11, rules);
        meaning.check(method);
        RequestTarget target = target(method, targetStart, targetEnd, meaning.host());
        return new RequestHead(method, target, headers, meaning.contentLength(), meaning.flags());
    }

    private int lineEnd(int start) throws RejectedRequestException {
        int at = WordScan.control(data, start, to);
        if (at - start > rules.maxRequestLine()) {
            throw RejectedRequestException.of(Rejection.REQUEST_LINE_TOO_LONG);
        }
        if (at + 1 < to && data[at] == '\r') {
            if (data[at + 1] == '\n') {
                return at;
            }
            throw RejectedRequestException.of(Rejection.BARE_CR);
        }
        throw RejectedRequestException
                .of(at < to && data[at] == '\n' ? Rejection.BARE_LF : Rejection.INVALID_REQUEST_LINE);
    }

    private int methodEnd(int start, int lineEnd) throws RejectedRequestException {
        int at = start;
        while (at < lineEnd && FieldsParser.isToken(data[at])) {
            at++;
        }
        if (at == start || data[at] != ' ') {
            throw RejectedRequestException.of(Rejection.INVALID_METHOD);
        }
        return at;
    }

    private String method(int start, int end) {
        if (end - start == 3
                && (data[start] | data[start + 1] << 8 | data[start + 2] << 16 | data[end] << 24) == GET) {
            return "GET";
        }
        for (String known : METHODS) {
            if (known.length() == end - start && startsWith(start, known)) {
                return known;
            }
        }
        return RequestLine.text(data, start, end);
    }

    private boolean startsWith(int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (data[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The version, eight bytes, was checked before: what lies between must be one space.
    private void checkTargetEnd(int start, int end, int lineEnd) throws RejectedRequestException {
        if (end == start || end == lineEnd) {
            throw RejectedRequestException.of(Rejection.INVALID_REQUEST_LINE);
        }
        if (data[end] != ' ') {
            throw RejectedRequestException.of(Rejection.INVALID_REQUEST_TARGET);
        }
        if (lineEnd - end != 9) {
            throw RejectedRequestException.of(Rejection.INVALID_REQUEST_LINE);
        }
    }

    private RequestTarget target(String method, int start, int end, @Nullable String host)
            throws RejectedRequestException {
        String authority = host == null ? "" : host;
        if (data[start] == '/') {
            String raw = RequestLine.text(data, start, end);
            return TargetRules.target(rules, authority, raw, raw);
        }
        if (data[start] == '*' && end - start == 1) {
            if (!method.equals("OPTIONS")) {
                throw RejectedRequestException.of(Rejection.INVALID_REQUEST_TARGET);
            }
            return TargetRules.asterisk(rules, authority, "*");
        }
        return absolute(method, RequestLine.text(data, start, end), start, host);
    }

    private RequestTarget absolute(String method, String raw, int start, @Nullable String host)
            throws RejectedRequestException {
        boolean secure = raw.regionMatches(true, 0, "https://", 0, 8);
        if (!secure && !raw.regionMatches(true, 0, "http://", 0, 7)) {
            throw RejectedRequestException.of(Rejection.INVALID_REQUEST_TARGET);
        }
        if (secure != rules.scheme().equals("https")) {
            throw RejectedRequestException.of(Rejection.SCHEME_MISMATCH);
        }
        int hostStart = secure ? 8 : 7;
        int hostEnd = hostStart;
        while (hostEnd < raw.length() && "/?#".indexOf(raw.charAt(hostEnd)) < 0) {
            hostEnd++;
        }
        String authority = HostSyntax.parse(data, start + hostStart, start + hostEnd);
        if (authority == null) {
            throw RejectedRequestException.of(Rejection.INVALID_AUTHORITY);
        }
        if (host != null && !rules.allowHostOverride() && !HostSyntax.same(host, authority, rules.scheme())) {
            throw RejectedRequestException.of(Rejection.HOST_MISMATCH);
        }
        String rest = raw.substring(hostEnd);
        if (rest.isEmpty() && method.equals("OPTIONS")) {
            // RFC 9112, 3.2.4: the last proxy would have sent the asterisk
            return TargetRules.asterisk(rules, authority, raw);
        }
        return TargetRules.target(rules, authority, raw, rest.startsWith("/") ? rest : "/" + rest);
    }
}
