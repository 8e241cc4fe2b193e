package dev.lanner.http.h2;

import dev.lanner.http.h1.ForbiddenTrailers;
import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.HostSyntax;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.TargetRules;
import dev.lanner.spi.message.FieldSyntax;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import org.jspecify.annotations.Nullable;

/// The head of a request of HTTP/2 (RFC 9113, 8.3.1), well formed. Immutable.
///
/// What makes a message malformed is found here; the target and what HTTP in general has against a request, by
/// [#target].
public final class RequestMessage {
    private static final int MOST_LENGTH_DIGITS = 19;

    private final Fields headers;
    private final String method;
    private final @Nullable String path;
    private final @Nullable String protocol;
    private final @Nullable String authority;
    private final long contentLength;
    private final boolean expectContinue;
    private final boolean unknownExpectation;

    private RequestMessage(RequestFields from) {
        headers = from.headers();
        method = from.text(FieldKind.METHOD, "");
        path = from.value(FieldKind.PATH);
        protocol = from.value(FieldKind.PROTOCOL);
        String named = from.value(FieldKind.AUTHORITY);
        authority = named == null || named.isEmpty() ? from.value(FieldKind.HOST) : named;
        contentLength = from.contentLength;
        String expect = from.value(FieldKind.EXPECT);
        expectContinue = "100-continue".equalsIgnoreCase(expect);
        unknownExpectation = expect != null && !expectContinue;
    }

    /// Reads the head of a request.
    ///
    /// @param block with all its fields, within the limits
    /// @param anyScheme whether `:scheme` may differ from the connection's
    /// @param endStream whether no body follows
    /// @return null when it is malformed
    public static @Nullable RequestMessage of(FieldBlock block, HeadRules rules, boolean anyScheme, boolean endStream) {
        RequestFields fields = new RequestFields(block);
        if (!fields.wellFormed(rules, anyScheme) || endStream && fields.contentLength > 0) {
            return null;
        }
        return new RequestMessage(fields);
    }

    /// Reads trailers.
    ///
    /// @return null when they are malformed
    /// @throws RejectedRequestException when there are too many or one that must not be there
    public static @Nullable Fields trailers(FieldBlock block) throws RejectedRequestException {
        Rejection limit = block.rejection();
        if (limit != null) {
            throw RejectedRequestException.of(limit == Rejection.TOO_MANY_HEADERS
                    ? Rejection.TOO_MANY_TRAILERS
                    : Rejection.TRAILERS_TOO_LARGE);
        }
        HeaderField[] fields = new HeaderField[block.count()];
        boolean forbidden = false;
        for (int i = 0; i < fields.length; i++) {
            HeaderField field = block.get(i);
            if (field.kind().pseudo() || field.kind() == FieldKind.MALFORMED) {
                return null;
            }
            forbidden |= ForbiddenTrailers.contains(field.name());
            fields[i] = field;
        }
        if (forbidden) {
            throw RejectedRequestException.of(Rejection.FORBIDDEN_TRAILER);
        }
        return new ReceivedFields(fields, fields.length);
    }

    /// The target, normalised.
    ///
    /// @throws RejectedRequestException when the request must be refused
    public RequestTarget target(HeadRules rules) throws RejectedRequestException {
        if (method.equals("CONNECT") && protocol == null) {
            throw RejectedRequestException.of(Rejection.CONNECT_NOT_SUPPORTED);
        }
        if (authority == null || authority.isEmpty()) {
            throw RejectedRequestException.of(Rejection.MISSING_HOST);
        }
        String host = HostSyntax.parse(authority);
        if (host == null) {
            throw RejectedRequestException.of(Rejection.INVALID_HOST);
        }
        if (unknownExpectation) {
            throw RejectedRequestException.of(Rejection.UNKNOWN_EXPECTATION);
        }
        String raw = path == null ? "/" : path;
        if (!isVisible(raw)) {
            throw RejectedRequestException.of(Rejection.INVALID_REQUEST_TARGET);
        }
        return raw.equals("*")
                ? TargetRules.asterisk(rules, host, raw)
                : TargetRules.target(rules, host, raw, raw);
    }

    /// The characters that a target may be made of, as in HTTP/1.1: a field's value may have others.
    private static boolean isVisible(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /// The method as sent.
    public String method() {
        return method;
    }

    /// `:path` as sent; empty where there is none.
    public String path() {
        return path == null ? "" : path;
    }

    /// `:protocol` of an extended CONNECT (RFC 8441), else null.
    public @Nullable String protocol() {
        return protocol;
    }

    /// The header fields.
    public Fields headers() {
        return headers;
    }

    /// The announced length of the body in bytes; -1 when none was.
    public long contentLength() {
        return contentLength;
    }

    /// Whether the client waits for 100 before it sends the body.
    public boolean expectContinue() {
        return expectContinue;
    }

    /// Sorts the fields of a block and checks them against each other.
    private static final class RequestFields {
        private final FieldBlock block;
        private final @Nullable HeaderField[] known = new @Nullable HeaderField[FieldKind.COUNT];
        private final HeaderField[] regular;
        private int count;
        private int cookies;
        long contentLength = -1;

        RequestFields(FieldBlock block) {
            this.block = block;
            regular = new HeaderField[block.count() + 1];
        }

        boolean wellFormed(HeadRules rules, boolean anyScheme) {
            for (int i = 0; i < block.count(); i++) {
                if (!take(block.get(i))) {
                    return false;
                }
            }
            return pseudoFields(rules, anyScheme) && length() && sameHost(rules);
        }

        private boolean take(HeaderField field) {
            FieldKind kind = field.kind();
            if (kind == FieldKind.MALFORMED || kind.pseudo() && count > 0) {
                return false;
            }
            if (kind == FieldKind.TE && !field.value().equalsIgnoreCase("trailers")) {
                return false;
            }
            if (!kind.pseudo()) {
                if (kind == FieldKind.COOKIE && cookies++ > 0) {
                    joinCookie(field);
                    return true;
                }
                regular[count++] = field;
            }
            if (kind == FieldKind.OTHER || kind == FieldKind.COOKIE || kind == FieldKind.TE) {
                return true;
            }
            boolean first = known[kind.place()] == null;
            known[kind.place()] = field;
            return first;
        }

        private void joinCookie(HeaderField piece) {
            for (int i = 0; i < count; i++) {
                if (regular[i].kind() == FieldKind.COOKIE) {
                    String joined = regular[i].value() + "; " + piece.value();
                    regular[i] = new HeaderField("cookie", joined, joined.length() + 6, FieldKind.COOKIE);
                    return;
                }
            }
        }

        private boolean pseudoFields(HeadRules rules, boolean anyScheme) {
            String method = value(FieldKind.METHOD);
            String scheme = value(FieldKind.SCHEME);
            String path = value(FieldKind.PATH);
            if (method == null || !FieldSyntax.isToken(method)) {
                return false;
            }
            boolean connect = method.equals("CONNECT");
            if (connect && value(FieldKind.PROTOCOL) == null) {
                return scheme == null && path == null && value(FieldKind.AUTHORITY) != null;
            }
            if (!connect && value(FieldKind.PROTOCOL) != null
                    || connect && value(FieldKind.AUTHORITY) == null) {
                return false;
            }
            if (scheme == null || path == null || path.isEmpty()) {
                return false;
            }
            boolean known = scheme.equalsIgnoreCase(rules.scheme())
                    || anyScheme && (scheme.equals("http") || scheme.equals("https"));
            return known && (path.charAt(0) == '/' || path.equals("*") && method.equals("OPTIONS"));
        }

        private boolean length() {
            String digits = value(FieldKind.CONTENT_LENGTH);
            if (digits == null) {
                return true;
            }
            if (digits.isEmpty() || digits.length() > MOST_LENGTH_DIGITS) {
                return false;
            }
            long length = 0;
            for (int i = 0; i < digits.length(); i++) {
                int digit = digits.charAt(i) - '0';
                length = length * 10 + digit;
                if (digit < 0 || digit > 9 || length < 0) {
                    return false;
                }
            }
            contentLength = length;
            return true;
        }

        /// `:authority` and `host` must agree, as intermediaries may follow either (RFC 9113, 8.3.1).
        private boolean sameHost(HeadRules rules) {
            String authority = value(FieldKind.AUTHORITY);
            String host = value(FieldKind.HOST);
            if (authority == null || host == null || authority.equals(host) || rules.allowHostOverride()) {
                return true;
            }
            String one = HostSyntax.parse(authority);
            String other = HostSyntax.parse(host);
            return one != null && other != null && HostSyntax.same(one, other, rules.scheme());
        }

        /// Applications look for the host where HTTP/1.1 has it.
        Fields headers() {
            String authority = value(FieldKind.AUTHORITY);
            if (authority != null && known[FieldKind.HOST.place()] == null) {
                regular[count++] = HeaderField.of("host", authority);
            }
            return new ReceivedFields(regular, count);
        }

        @Nullable
        String value(FieldKind kind) {
            HeaderField field = known[kind.place()];
            return field == null ? null : field.value();
        }

        String text(FieldKind kind, String otherwise) {
            String value = value(kind);
            return value == null ? otherwise : value;
        }
    }
}
