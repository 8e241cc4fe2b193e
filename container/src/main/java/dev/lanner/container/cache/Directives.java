package dev.lanner.container.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The directives of Cache-Control (RFC 9111, 5.2). Values are tokens or quoted strings.
final class Directives {
    /// What [#seconds] answers where the directive is not there.
    static final long ABSENT = -1;
    /// What [#seconds] answers where it is there twice with different values, or has no number.
    static final long MALFORMED = -2;
    private static final int MOST_DIGITS = 10;

    private final Map<String, String> values = new HashMap<>();
    private boolean contradicting;

    private Directives() {
    }

    /// Reads all fields of that name.
    static Directives of(List<String> fields) {
        Directives found = new Directives();
        for (String field : fields) {
            int at = 0;
            while (at < field.length()) {
                int end = memberEnd(field, at);
                found.add(field.substring(at, end).strip());
                at = end + 1;
            }
        }
        return found;
    }

    /// The comma after a member, or the end: a quoted string may have commas.
    private static int memberEnd(String field, int from) {
        boolean quoted = false;
        for (int i = from; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return field.length();
    }

    private void add(String member) {
        if (member.isEmpty()) {
            return;
        }
        int equals = member.indexOf('=');
        String name = (equals < 0 ? member : member.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
        String value = equals < 0 ? "" : member.substring(equals + 1).strip();
        String before = values.putIfAbsent(name, value);
        contradicting |= before != null && !before.equals(value);
    }

    /// Whether it is there, with or without a value.
    boolean has(String name) {
        return values.containsKey(name);
    }

    /// The value as a number of seconds.
    long seconds(String name) {
        String value = values.get(name);
        if (value == null) {
            return ABSENT;
        }
        if (contradicting || value.isEmpty() || value.length() > MOST_DIGITS) {
            return MALFORMED;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return MALFORMED;
            }
        }
        return Long.parseLong(value);
    }
}
