package dev.lanner.container.cookie;

import dev.lanner.spi.message.FieldSyntax;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses the field Cookie (RFC 6265, 4.2.1; Servlet 6.1, 3.12).
///
/// Pairs are parted by semicolons and by nothing else: a quote is an ordinary character of the value and never swallows
/// what follows (Servlet 6.1 keeps quotes). A pair without a name, with a name that is no token, or with white space, a
/// comma, a backslash or a control character in its value is dropped, alone. Names with a dollar sign are names like
/// others. One pass, no look-behind.
public final class CookieParser {
    /// The most cookies of one request; what comes after is dropped.
    public static final int MAX_COOKIES = 1024;

    private CookieParser() {
    }

    /// Adds the pairs of a field to a list.
    public static void parse(String field, List<Map.Entry<String, String>> pairs) {
        int start = 0;
        while (start < field.length() && pairs.size() < MAX_COOKIES) {
            int semicolon = field.indexOf(';', start);
            int end = semicolon < 0 ? field.length() : semicolon;
            int from = skipSpace(field, start, end);
            int to = trimEnd(field, from, end);
            int equals = nameEnd(field, from, to);
            if (equals > from && isValue(field, equals + 1, to)) {
                pairs.add(Map.entry(field.substring(from, equals), field.substring(equals + 1, to)));
            }
            start = end + 1;
        }
    }

    /// Finds the values of the cookie with this name, beginning at an index.
    ///
    /// @param visitor is given each value, in order, until it answers something
    /// @return what the visitor answered, or null
    public static <R> @Nullable R find(String field, String name, Visitor<R> visitor) {
        int start = 0;
        while (start < field.length()) {
            int semicolon = field.indexOf(';', start);
            int end = semicolon < 0 ? field.length() : semicolon;
            int from = skipSpace(field, start, end);
            int equals = from + name.length();
            if (equals < end && field.charAt(equals) == '=' && field.startsWith(name, from)) {
                int to = trimEnd(field, equals + 1, end);
                R answer = isValue(field, equals + 1, to) ? visitor.visit(field.substring(equals + 1, to)) : null;
                if (answer != null) {
                    return answer;
                }
            }
            start = end + 1;
        }
        return null;
    }

    /// Takes the values of one cookie.
    @FunctionalInterface
    public interface Visitor<R> {

        /// @return null to be given the next value
        @Nullable
        R visit(String value);
    }

    private static int skipSpace(String field, int start, int end) {
        int at = start;
        while (at < end && isSpace(field.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int trimEnd(String field, int start, int end) {
        int at = end;
        while (at > start && isSpace(field.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /// The index of the `=` after a token, or -1.
    private static int nameEnd(String field, int start, int end) {
        int at = start;
        while (at < end && FieldSyntax.isTokenChar(field.charAt(at))) {
            at++;
        }
        return at < end && field.charAt(at) == '=' ? at : -1;
    }

    private static boolean isValue(String field, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = field.charAt(i);
            if (c <= ' ' || c == ',' || c == '\\' || c == 127 || c > 255) {
                return false;
            }
        }
        return true;
    }
}
