package dev.lanner.http.h2;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.Rejection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fields of one header block, while it is decoded: kept within the limits of the endpoint, and no further.
///
/// Sizes count as in HTTP/1.1: the pseudo fields for max-request-line-size, name, value and four bytes of each other
/// field for max-request-headers-size. The pieces of a cookie are one field (RFC 9113, 8.2.3).
public final class FieldBlock {
    private static final int LINE_OVERHEAD = 4;

    private final HeadRules rules;
    private final int maxField;
    private HeaderField[] fields = new HeaderField[12];
    private int count;
    private int regular;
    private int lineBytes;
    private int headerBytes;
    private boolean cookieSeen;
    private @Nullable Rejection rejection;

    /// @param rules the endpoint's limits
    /// @param maxField the largest field, name and value, in bytes
    public FieldBlock(HeadRules rules, int maxField) {
        this.rules = rules;
        this.maxField = maxField;
    }

    /// Takes a field, unless a limit is reached.
    void add(HeaderField field) {
        if (rejection != null) {
            return;
        }
        if (field.kind().pseudo()) {
            lineBytes += field.bytes();
            if (lineBytes > rules.maxRequestLine()) {
                rejection = Rejection.REQUEST_LINE_TOO_LONG;
                return;
            }
        } else {
            headerBytes += field.bytes() + LINE_OVERHEAD;
            if (field.kind() != FieldKind.COOKIE || !cookieSeen) {
                regular++;
                cookieSeen |= field.kind() == FieldKind.COOKIE;
            }
            if (field.bytes() > maxField || headerBytes > rules.maxHeadersSize()) {
                rejection = Rejection.HEADERS_TOO_LARGE;
                return;
            }
            if (regular > rules.maxHeaderCount()) {
                rejection = Rejection.TOO_MANY_HEADERS;
                return;
            }
        }
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, count * 2);
        }
        fields[count++] = field;
    }

    int count() {
        return count;
    }

    HeaderField get(int index) {
        return fields[index];
    }

    /// The limit that was reached, or null.
    public @Nullable Rejection rejection() {
        return rejection;
    }
}
