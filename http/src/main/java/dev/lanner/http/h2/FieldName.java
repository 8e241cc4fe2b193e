package dev.lanner.http.h2;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The name of a response field in the form that HTTP/2 wants: lower case, with its place in the static table.
final class FieldName {

    /// How the values of a field are sent.
    enum Use {
        /// Values that come again: into the dynamic table.
        INDEXED,
        /// Values that change each time: not into the table.
        PLAIN,
        /// Secrets: never into a table, not by intermediaries either (RFC 7541, 7.1.3).
        SECRET,
        /// Fields of an HTTP/1.1 connection, left out (RFC 9113, 8.2.2).
        DROPPED
    }

    private static final Map<String, FieldName> KNOWN = new HashMap<>();

    static {
        for (int i = 1; i <= StaticTable.SIZE; i++) {
            String name = StaticTable.get(i).name();
            if (!name.startsWith(":")) {
                know(canonical(name));
            }
        }
        for (String name : new String[]{"Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade",
            "X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy", "Alt-Svc",
            "Accept-Patch", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods",
            "Access-Control-Allow-Credentials", "Access-Control-Max-Age", "Pragma"}) {
            know(name);
        }
    }

    private final String lower;
    private final byte[] bytes;
    private final int index;
    private final Use use;

    private FieldName(String name) {
        lower = name.toLowerCase(Locale.ROOT);
        bytes = lower.getBytes(StandardCharsets.ISO_8859_1);
        index = StaticTable.indexOf(lower);
        use = use(lower);
    }

    private static void know(String name) {
        FieldName made = new FieldName(name);
        KNOWN.put(name, made);
        KNOWN.put(made.lower, made);
    }

    private static String canonical(String lower) {
        StringBuilder name = new StringBuilder(lower);
        for (int i = 0; i < name.length(); i++) {
            if (i == 0 || name.charAt(i - 1) == '-') {
                name.setCharAt(i, Character.toUpperCase(name.charAt(i)));
            }
        }
        return name.toString();
    }

    private static Use use(String lower) {
        return switch (lower) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> Use.DROPPED;
            case "set-cookie", "set-cookie2", "authorization", "proxy-authorization", "authentication-info",
                    "www-authenticate", "proxy-authenticate" ->
                Use.SECRET;
            case "content-length", "date", "etag", "last-modified", "location", "content-range", "age", "expires",
                    "content-location", "link" ->
                Use.PLAIN;
            default -> Use.INDEXED;
        };
    }

    /// The form of a name, however it is written.
    static FieldName of(String name) {
        @Nullable
        FieldName known = KNOWN.get(name);
        return known == null ? new FieldName(name) : known;
    }

    /// The name in lower case.
    String lower() {
        return lower;
    }

    /// The same as bytes; not to be changed.
    byte[] bytes() {
        return bytes;
    }

    /// Its place in the static table; 0 when it is not there.
    int index() {
        return index;
    }

    /// How its values are sent.
    Use use() {
        return use;
    }
}
