package dev.lanner.container.mapping;

/// A URL pattern of a servlet, filter or constraint (Servlet 6.1, 12.2).
///
/// @param text as written
/// @param kind its form
/// @param value what is compared: the path (EXACT), the path without `/*` (PREFIX), the extension without the dot
///   (EXTENSION), else empty
public record UrlPattern(String text, Kind kind, String value) {

    /// The forms of patterns.
    public enum Kind {
        /// A path.
        EXACT,
        /// A path and all below it.
        PREFIX,
        /// A file name's ending.
        EXTENSION,
        /// The context's root alone.
        ROOT,
        /// Whatever nothing else matches.
        DEFAULT
    }

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException when it is none
    public static UrlPattern parse(String text) {
        if (text.isEmpty()) {
            return new UrlPattern(text, Kind.ROOT, "");
        }
        if (text.equals("/")) {
            return new UrlPattern(text, Kind.DEFAULT, "");
        }
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw refused(text);
        }
        if (text.startsWith("*.")) {
            if (text.indexOf('/') >= 0 || text.length() == 2 || text.indexOf('*', 1) >= 0) {
                throw refused(text);
            }
            return new UrlPattern(text, Kind.EXTENSION, text.substring(2));
        }
        if (text.charAt(0) != '/') {
            throw refused(text);
        }
        if (text.endsWith("/*")) {
            return new UrlPattern(text, Kind.PREFIX, text.substring(0, text.length() - 2));
        }
        return new UrlPattern(text, Kind.EXACT, text);
    }

    private static IllegalArgumentException refused(String text) {
        String shown = text.replace('\n', ' ').replace('\r', ' ');
        return new IllegalArgumentException(
                "LNR-3010: \"" + shown + "\" is no URL pattern: it is a path beginning with "
                        + "a slash, a path ending in /*, *.EXTENSION, / or empty (Servlet 6.1, 12.2)");
    }

    /// Whether the pattern as that of a filter or constraint matches.
    ///
    /// @param path normalised
    /// @param from where the part below the context begins
    public boolean matches(String path, int from) {
        return switch (kind) {
            case EXACT -> path.length() - from == value.length() && path.startsWith(value, from);
            case PREFIX -> matchesPrefix(path, from);
            case EXTENSION -> matchesExtension(path, from);
            case ROOT -> path.length() - from <= 1;
            case DEFAULT -> true;
        };
    }

    private boolean matchesPrefix(String path, int from) {
        int end = from + value.length();
        return path.startsWith(value, from) && (path.length() == end || path.charAt(end) == '/');
    }

    private boolean matchesExtension(String path, int from) {
        int dot = path.length() - value.length() - 1;
        return dot >= from && path.charAt(dot) == '.' && path.endsWith(value) && path.indexOf('/', dot) < 0;
    }
}
