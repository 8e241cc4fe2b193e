package dev.lanner.container.text;

import java.util.List;

/// Lists of entity tags as in If-Match and If-None-Match (RFC 9110, 8.8.3, 13.1).
public final class EntityTags {

    private EntityTags() {
    }

    /// Whether one of the listed tags is this one, or the list is `*`. What is malformed ends the list. One pass over
    /// the fields.
    ///
    /// @param etag a strong tag, in quotes
    /// @param weak whether weak tags match too
    public static boolean contain(List<String> fields, String etag, boolean weak) {
        for (String field : fields) {
            if (field.strip().equals("*") || contains(field, etag, weak)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(String field, String etag, boolean weak) {
        int at = 0;
        while (at < field.length()) {
            char c = field.charAt(at);
            if (c == ' ' || c == '\t' || c == ',') {
                at++;
                continue;
            }
            boolean isWeak = field.startsWith("W/", at);
            int open = isWeak ? at + 2 : at;
            if (open >= field.length() || field.charAt(open) != '"') {
                return false;
            }
            int close = field.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            if ((weak || !isWeak) && close - open + 1 == etag.length() && field.startsWith(etag, open)) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }
}
