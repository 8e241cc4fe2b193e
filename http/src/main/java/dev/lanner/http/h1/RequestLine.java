package dev.lanner.http.h1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A request line as text, where it is well enough formed to be shown in a log (RFC 9112, 3).
///
/// @param method the method
/// @param target the request-target as received
/// @param protocol the version as received, such as `HTTP/1.1`
public record RequestLine(String method, String target, String protocol) {
    private static final long HTTP_1_1 = WordScan.word("HTTP/1.1");
    private static final long HTTP_1_0 = WordScan.word("HTTP/1.0");
    private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int VERSION_LENGTH = 8;

    /// The line at the start of a head that was or will be rejected, for the log.
    ///
    /// @return null when no complete line of three parts is there
    public static @Nullable RequestLine peek(byte[] data, int from, int end) {
        int start = from;
        while (start < end && (data[start] == '\r' || data[start] == '\n')) {
            start++;
        }
        int methodEnd = WordScan.invisible(data, start, end);
        int targetEnd = methodEnd < end ? WordScan.invisible(data, methodEnd + 1, end) : end;
        int lineEnd = targetEnd < end ? WordScan.invisible(data, targetEnd + 1, end) : end;
        if (lineEnd == end || data[methodEnd] != ' ' || data[targetEnd] != ' ') {
            return null;
        }
        return new RequestLine(text(data, start, methodEnd), text(data, methodEnd + 1, targetEnd),
                text(data, targetEnd + 1, lineEnd));
    }

    /// Checks that a request line ends in a supported version.
    ///
    /// @param start the first byte of the line
    /// @param end the CR that ends it
    /// @return whether it is HTTP/1.1; else it is HTTP/1.0
    static boolean checkVersion(byte[] data, int start, int end) throws RejectedRequestException {
        int version = end - VERSION_LENGTH;
        if (version > start && data[version - 1] == ' ') {
            long word = WordScan.word(data, version);
            if (word == HTTP_1_1) {
                return true;
            }
            if (word == HTTP_1_0) {
                return false;
            }
        }
        throw RejectedRequestException.of(versionFault(data, start, end));
    }

    static String text(byte[] data, int from, int to) {
        return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static Rejection versionFault(byte[] data, int start, int end) {
        if (matches(data, start, end, PREFACE)) {
            return Rejection.HTTP2_PREFACE;
        }
        int spaces = 0;
        int last = start;
        for (int i = start; i < end; i++) {
            if (data[i] == ' ') {
                spaces++;
                last = i + 1;
            }
        }
        if (spaces < 2) {
            return spaces == 1 ? Rejection.MISSING_VERSION : Rejection.INVALID_REQUEST_LINE;
        }
        boolean formed = end - last == VERSION_LENGTH && text(data, last, last + 5).equals("HTTP/")
                && isDigit(data[last + 5]) && data[last + 6] == '.' && isDigit(data[last + 7]);
        return formed ? Rejection.UNSUPPORTED_VERSION : Rejection.INVALID_VERSION;
    }

    private static boolean matches(byte[] data, int start, int end, byte[] text) {
        return Arrays.equals(data, start, end, text, 0, text.length);
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }
}
