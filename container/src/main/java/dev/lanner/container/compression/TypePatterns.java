package dev.lanner.container.compression;

import java.util.List;
import java.util.Locale;

/// Media types, perhaps with stars, each for any characters: `text/html`, `text/*`, `application/*+json`.
final class TypePatterns {
    private final List<String> patterns;

    TypePatterns(List<String> patterns) {
        this.patterns = patterns.stream().map(p -> p.toLowerCase(Locale.ROOT)).toList();
    }

    /// Whether a value of Content-Type is among them; its parameters don't count.
    boolean match(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip()
                .toLowerCase(Locale.ROOT);
        for (String pattern : patterns) {
            if (matches(pattern, type)) {
                return true;
            }
        }
        return false;
    }

    /// The owner writes patterns, and short ones: what is tried again costs nothing.
    private static boolean matches(String pattern, String type) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(type);
        }
        if (!type.startsWith(pattern.substring(0, star))) {
            return false;
        }
        String rest = pattern.substring(star + 1);
        for (int at = star; at <= type.length(); at++) {
            if (matches(rest, type.substring(at))) {
                return true;
            }
        }
        return false;
    }
}
