package dev.lanner.container.security;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of an `Authorization: Digest` field (RFC 7616, 3.4; RFC 9110, 11.4). Immutable.
final class DigestParameters {
    private static final String SCHEME = "Digest ";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final int MOST = 20;

    private final Map<String, String> values;

    private DigestParameters(Map<String, String> values) {
        this.values = values;
    }

    static boolean isDigest(String field) {
        return field.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /// Reads a field; null when it is malformed or says something twice.
    static @Nullable DigestParameters parse(String field) {
        Map<String, String> values = new HashMap<>();
        Cursor at = new Cursor(field, SCHEME.length());
        do {
            at.skipSpaces();
            String name = at.token().toLowerCase(Locale.ROOT);
            if (name.isEmpty() || !at.take('=') || values.size() == MOST) {
                return null;
            }
            boolean quoted = at.isAt('"');
            String value = quoted ? at.quoted() : at.token();
            if (value == null || !quoted && value.isEmpty() || values.putIfAbsent(name, value) != null) {
                return null;
            }
            at.skipSpaces();
        } while (at.take(','));
        return at.isEnd() ? new DigestParameters(values) : null;
    }

    /// A value; empty when it is not there.
    String get(String name) {
        return values.getOrDefault(name, "");
    }

    /// The user's name: `username`, or `username*` in UTF-8 (RFC 8187); null when there is neither or both.
    @Nullable
    String user() {
        String plain = values.get("username");
        String extended = values.get("username*");
        if ((plain == null) == (extended == null)) {
            return null;
        }
        // header fields come one byte for each character
        return plain == null ? extended(extended) : utf8(plain.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static @Nullable String extended(String value) {
        String prefix = "UTF-8''";
        if (!value.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(value.length());
        for (int i = prefix.length(); i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
                int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        byte[] made = new byte[bytes.position()];
        bytes.flip().get(made);
        return utf8(made);
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /// A place in the field.
    private static final class Cursor {
        private final String text;
        private int position;

        Cursor(String text, int position) {
            this.text = text;
            this.position = Math.min(position, text.length());
        }

        boolean isEnd() {
            return position == text.length();
        }

        boolean isAt(char c) {
            return position < text.length() && text.charAt(position) == c;
        }

        boolean take(char c) {
            boolean there = isAt(c);
            position += there ? 1 : 0;
            return there;
        }

        void skipSpaces() {
            while (isAt(' ') || isAt('\t')) {
                position++;
            }
        }

        String token() {
            int start = position;
            while (position < text.length() && isTokenLetter(text.charAt(position))) {
                position++;
            }
            return text.substring(start, position);
        }

        private static boolean isTokenLetter(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN_MARKS.indexOf(c) >= 0;
        }

        @Nullable
        String quoted() {
            StringBuilder value = new StringBuilder();
            for (position++; position < text.length(); position++) {
                char c = text.charAt(position);
                if (c == '"') {
                    position++;
                    return value.toString();
                }
                if (c == '\\' && ++position < text.length()) {
                    c = text.charAt(position);
                }
                value.append(c);
            }
            return null;
        }
    }
}
