package dev.lanner.container.text;

import dev.lanner.spi.message.FieldSyntax;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a field value such as `form-data; name="a"` (RFC 9110, 5.6.6).
///
/// A value is a token or a quoted string; in a quoted string a backslash escapes a quote and a backslash and stands for
/// itself otherwise, as file names of old clients need it. What is malformed is passed over up to the next semicolon;
/// of equal names the first counts.
public final class HeaderParameters {
    private final String field;
    private int at;

    private HeaderParameters(String field) {
        this.field = field;
        int mark = field.indexOf(';');
        at = mark < 0 ? field.length() : mark;
    }

    /// All parameters by their names in lower case, in their order.
    public static Map<String, String> all(String field) {
        Map<String, String> found = new LinkedHashMap<>();
        HeaderParameters walk = new HeaderParameters(field);
        while (walk.more()) {
            String name = walk.name();
            String value = walk.value();
            if (name != null && value != null) {
                found.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
        }
        return found;
    }

    /// One parameter, or null when it is not there.
    ///
    /// @param name compared without regard to case
    public static @Nullable String value(String field, String name) {
        HeaderParameters walk = new HeaderParameters(field);
        while (walk.more()) {
            String found = walk.name();
            String value = walk.value();
            if (value != null && name.equalsIgnoreCase(found)) {
                return value;
            }
        }
        return null;
    }

    /// The field without the parameters of this name; everything else stays as it was.
    ///
    /// @param name compared without regard to case
    public static String without(String field, String name) {
        StringBuilder kept = new StringBuilder(field.length());
        HeaderParameters walk = new HeaderParameters(field);
        kept.append(field, 0, walk.at);
        int start = walk.at;
        while (walk.more()) {
            String found = walk.name();
            walk.value();
            if (!name.equalsIgnoreCase(found)) {
                kept.append(field, start, walk.at);
            }
            start = walk.at;
        }
        return kept.append(field, start, field.length()).toString().strip();
    }

    /// Stands on a semicolon, or passes over what is malformed up to the next.
    private boolean more() {
        while (at < field.length() && field.charAt(at) != ';') {
            at++;
        }
        at++;
        skipSpace();
        return at < field.length();
    }

    private void skipSpace() {
        while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
            at++;
        }
    }

    private @Nullable String name() {
        int start = at;
        while (at < field.length() && FieldSyntax.isTokenChar(field.charAt(at))) {
            at++;
        }
        return at > start && at < field.length() && field.charAt(at) == '=' ? field.substring(start, at++) : null;
    }

    private @Nullable String value() {
        boolean quoted = at < field.length() && field.charAt(at) == '"';
        String value = quoted ? quotedString() : token();
        skipSpace();
        return at >= field.length() || field.charAt(at) == ';' ? value : null;
    }

    private @Nullable String token() {
        int start = at;
        while (at < field.length() && FieldSyntax.isTokenChar(field.charAt(at))) {
            at++;
        }
        return at > start ? field.substring(start, at) : null;
    }

    private @Nullable String quotedString() {
        int start = ++at;
        StringBuilder unescaped = null;
        while (at < field.length()) {
            char c = field.charAt(at);
            if (c == '"') {
                String value = unescaped == null ? field.substring(start, at) : unescaped.toString();
                at++;
                return value;
            }
            if (c == '\\' && at + 1 < field.length() && (field.charAt(at + 1) == '"' || field.charAt(at + 1) == '\\')) {
                if (unescaped == null) {
                    unescaped = new StringBuilder().append(field, start, at);
                }
                c = field.charAt(++at);
            }
            if (unescaped != null) {
                unescaped.append(c);
            }
            at++;
        }
        return null;
    }
}
