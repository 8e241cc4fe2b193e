package dev.lanner.http.h2;

/// What a field means for the message that it is in.
enum FieldKind {
    /// `:method`.
    METHOD(0),
    /// `:scheme`.
    SCHEME(1),
    /// `:authority`.
    AUTHORITY(2),
    /// `:path`.
    PATH(3),
    /// `:protocol` (RFC 8441).
    PROTOCOL(4),
    /// `host`.
    HOST(5),
    /// `content-length`.
    CONTENT_LENGTH(6),
    /// `cookie`, which may come in pieces (RFC 9113, 8.2.3).
    COOKIE(7),
    /// `te`, which may only say `trailers`.
    TE(8),
    /// `expect`.
    EXPECT(9),
    /// A field of which a request may have many and that means nothing here.
    OTHER(10),
    /// A field that must not occur: of the connection (RFC 9113, 8.2.2), an unknown pseudo field, a name in upper case,
    /// a value with control bytes.
    MALFORMED(11);

    static final int COUNT = 12;

    private final int place;

    FieldKind(int place) {
        this.place = place;
    }

    /// A number of its own, below [#COUNT].
    int place() {
        return place;
    }

    boolean pseudo() {
        return place <= PROTOCOL.place;
    }

    static FieldKind of(String name) {
        return switch (name) {
            case ":method" -> METHOD;
            case ":scheme" -> SCHEME;
            case ":authority" -> AUTHORITY;
            case ":path" -> PATH;
            case ":protocol" -> PROTOCOL;
            case "host" -> HOST;
            case "content-length" -> CONTENT_LENGTH;
            case "cookie" -> COOKIE;
            case "te" -> TE;
            case "expect" -> EXPECT;
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> MALFORMED;
            default -> name.isEmpty() || name.charAt(0) == ':' ? MALFORMED : OTHER;
        };
    }
}
