package dev.lanner.container.security;

/// Quoted strings of header fields (RFC 9110, 5.6.4).
final class Quoted {

    private Quoted() {
    }

    /// The text in quotes; what no header field can carry becomes a question mark.
    static String text(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else {
                quoted.append(c < ' ' || c > '~' ? '?' : c);
            }
        }
        return quoted.append('"').toString();
    }
}
