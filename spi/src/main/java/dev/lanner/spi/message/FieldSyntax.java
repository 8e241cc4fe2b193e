package dev.lanner.spi.message;

/// What a field name and a field value may hold (RFC 9110, 5.1, 5.5, 5.6.2).
public final class FieldSyntax {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 'a' + 'A'] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private FieldSyntax() {
    }

    /// Whether the character may stand in a token.
    public static boolean isTokenChar(int c) {
        return c >= 0 && c < 128 && TOKEN[c];
    }

    /// Whether the text is a token: at least one character, token characters only.
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// Whether the character may stand in a field value: visible, space, tab or obs-text.
    public static boolean isValueChar(int c) {
        return c >= ' ' && c != 127 && c <= 255 || c == '\t';
    }

    static void checkName(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("\"" + printable(name) + "\" is no header field name: only letters, "
                    + "digits and !#$%&'*+-.^_`|~ may stand in one (RFC 9110, 5.1)");
        }
    }

    static void checkValue(String name, String value, boolean unicode) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isValueChar(c) && !(unicode && c > 255)) {
                throw new IllegalArgumentException("the value of header field " + name + " has the character U+"
                        + Integer.toHexString(c) + " at " + i + ": control characters"
                        + (unicode ? "" : " and characters above U+00FF") + " can't be sent (RFC 9110, 5.5)");
            }
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\P{Print}", "?");
    }
}
