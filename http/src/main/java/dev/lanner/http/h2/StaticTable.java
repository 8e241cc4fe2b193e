package dev.lanner.http.h2;

import java.util.HashMap;
import java.util.Map;

/// The static table of HPACK (RFC 7541, appendix A). Indexes begin with 1.
final class StaticTable {
    static final int SIZE = 61;
    private static final String[] NAMES_AND_VALUES = {":authority", "", ":method", "GET", ":method", "POST", ":path",
        "/",
        ":path", "/index.html", ":scheme", "http", ":scheme", "https", ":status", "200", ":status", "204", ":status",
        "206", ":status", "304", ":status", "400", ":status", "404", ":status", "500", "accept-charset", "",
        "accept-encoding", "gzip, deflate", "accept-language", "", "accept-ranges", "", "accept", "",
        "access-control-allow-origin", "", "age", "", "allow", "", "authorization", "", "cache-control", "",
        "content-disposition", "", "content-encoding", "", "content-language", "", "content-length", "",
        "content-location", "", "content-range", "", "content-type", "", "cookie", "", "date", "", "etag", "", "expect",
        "", "expires", "", "from", "", "host", "", "if-match", "", "if-modified-since", "", "if-none-match", "",
        "if-range", "", "if-unmodified-since", "", "last-modified", "", "link", "", "location", "", "max-forwards", "",
        "proxy-authenticate", "", "proxy-authorization", "", "range", "", "referer", "", "refresh", "", "retry-after",
        "", "server", "", "set-cookie", "", "strict-transport-security", "", "transfer-encoding", "", "user-agent", "",
        "vary", "", "via", "", "www-authenticate", ""};
    private static final HeaderField[] FIELDS = new HeaderField[SIZE + 1];
    private static final Map<String, Integer> FIRST = new HashMap<>();

    static {
        for (int i = 1; i <= SIZE; i++) {
            String name = NAMES_AND_VALUES[i * 2 - 2];
            FIELDS[i] = HeaderField.of(name, NAMES_AND_VALUES[i * 2 - 1]);
            FIRST.putIfAbsent(name, i);
        }
    }

    private StaticTable() {
    }

    /// The entry.
    ///
    /// @param index 1 to [#SIZE]
    static HeaderField get(int index) {
        return FIELDS[index];
    }

    /// The index of the first entry with this name, in lower case; 0 when there is none.
    static int indexOf(String name) {
        Integer found = FIRST.get(name);
        return found == null ? 0 : found;
    }
}
