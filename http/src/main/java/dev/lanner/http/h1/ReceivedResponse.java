package dev.lanner.http.h1;

import dev.lanner.spi.message.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The head of a response that this server got as a client, parsed as strictly as a request's (RFC 9112, 4 to 6).
///
/// Immutable; refers to the bytes it was parsed from, which must not change.
public final class ReceivedResponse {
    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' '};

    private final int status;
    private final Fields fields;
    private final long contentLength;
    private final boolean chunked;
    private final boolean close;

    private ReceivedResponse(int status, Fields fields, long contentLength, boolean chunked, boolean close) {
        this.status = status;
        this.fields = fields;
        this.contentLength = contentLength;
        this.chunked = chunked;
        this.close = close;
    }

    /// The index after the empty line that ends a head, or -1 when it is not there yet.
    ///
    /// @param from where to begin to look; the three bytes before it are looked at too
    /// @param start the head's first byte
    public static int end(byte[] data, int start, int from, int to) {
        int at = WordScan.control(data, Math.max(start, from - 3), to);
        while (at + 3 < to) {
            if (data[at] == '\r' && data[at + 1] == '\n' && data[at + 2] == '\r' && data[at + 3] == '\n') {
                return at + 4;
            }
            at = WordScan.control(data, at + 1, to);
        }
        return -1;
    }

    /// Parses a head.
    ///
    /// @param data kept; must not change any more
    /// @param from the head's first byte
    /// @param to what [#end] returned
    /// @throws RejectedRequestException when it is malformed; only the message of it is of use
    public static ReceivedResponse parse(byte[] data, int from, int to, HeadRules rules)
            throws RejectedRequestException {
        int lineEnd = from;
        while (data[lineEnd] != '\r') {
            if (data[lineEnd] == '\n') {
                throw RejectedRequestException.of(Rejection.BARE_LF);
            }
            lineEnd++;
        }
        int status = status(data, from, lineEnd);
        HeadFields fields = FieldsParser.parse(data, lineEnd + 2, to, rules);
        return new ReceivedResponse(status, fields, length(fields), chunked(fields),
                lists(fields.all("Connection"), "close"));
    }

    private static int status(byte[] data, int from, int lineEnd) throws RejectedRequestException {
        boolean right = lineEnd - from >= VERSION.length + 3;
        for (int i = 0; right && i < VERSION.length; i++) {
            right = data[from + i] == VERSION[i];
        }
        int status = 0;
        for (int i = 0; right && i < 3; i++) {
            int digit = data[from + VERSION.length + i] - '0';
            right = digit >= 0 && digit <= 9;
            status = status * 10 + digit;
        }
        int after = from + VERSION.length + 3;
        right = right && status >= 100 && (after == lineEnd || data[after] == ' ');
        if (!right) {
            throw RejectedRequestException.of(Rejection.INVALID_REQUEST_LINE);
        }
        return status;
    }

    private static long length(Fields fields) throws RejectedRequestException {
        List<String> values = fields.all("Content-Length");
        if (values.isEmpty()) {
            return -1;
        }
        String value = values.getFirst();
        boolean digits = !value.isEmpty() && value.length() <= 18 && values.size() == 1;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!digits) {
            throw RejectedRequestException.of(Rejection.INVALID_CONTENT_LENGTH);
        }
        return Long.parseLong(value);
    }

    private static boolean chunked(Fields fields) throws RejectedRequestException {
        List<String> codings = fields.all("Transfer-Encoding");
        if (codings.isEmpty()) {
            return false;
        }
        if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw RejectedRequestException.of(Rejection.INVALID_TRANSFER_ENCODING);
        }
        if (!fields.all("Content-Length").isEmpty()) {
            throw RejectedRequestException.of(Rejection.AMBIGUOUS_LENGTH);
        }
        return true;
    }

    private static boolean lists(List<String> values, String option) {
        for (String value : values) {
            for (String part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(option)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The status code, 100 to 999.
    public int status() {
        return status;
    }

    /// The header fields. Safe for several threads.
    public Fields fields() {
        return fields;
    }

    /// The value of a field, or null.
    public @Nullable String first(String name) {
        return fields.first(name);
    }

    /// What Content-Length says; -1 without one.
    public long contentLength() {
        return contentLength;
    }

    /// Whether the body is chunked.
    public boolean chunked() {
        return chunked;
    }

    /// Whether the server closes the connection after it.
    public boolean closes() {
        return close;
    }

    /// Whether a body follows the head (RFC 9112, 6.3).
    ///
    /// @param method the request's
    public boolean hasBody(String method) {
        return !method.equals("HEAD") && status >= 200 && status != 204 && status != 304 && contentLength != 0;
    }
}
