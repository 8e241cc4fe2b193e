package dev.lanner.launcher.server;

import org.jspecify.annotations.Nullable;

/// Writes members of JSON objects. Stateless.
final class JsonText {
    private JsonText() {
    }

    /// A member with a text; nothing where there is none. A comma goes before it unless it is the object's first.
    static void member(String name, @Nullable String value, StringBuilder text) {
        if (value == null) {
            return;
        }
        text.append(text.charAt(text.length() - 1) == '{' ? "\"" : ", \"").append(name).append("\": ");
        string(value, text);
    }

    /// A text in quotes.
    static void string(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
