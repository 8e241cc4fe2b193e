package dev.lanner.http.filter;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;

/// Makes text of bytes for the log, without the values of header fields that are secret. One for each direction of a
/// connection, as a field may come in pieces.
///
/// A line of a body that looks like such a field is masked as well; other parts of bodies are not.
final class FieldMask {
    private static final Set<String> SECRET = Set.of("authorization", "lanner-hop", "proxy-authorization", "cookie",
            "set-cookie",
            "authentication-info", "proxy-authentication-info", "x-api-key", "x-auth-token", "x-csrf-token");
    private static final int LONGEST = 32;
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder name = new StringBuilder(LONGEST);
    private boolean inName = true;
    private boolean masking;

    String text(ByteBuffer bytes) {
        StringBuilder text = new StringBuilder(bytes.remaining() + 16);
        while (bytes.hasRemaining()) {
            byte value = bytes.get();
            if (value == '\n') {
                inName = true;
                masking = false;
                name.setLength(0);
                text.append("\\n");
            } else if (value == '\r') {
                text.append("\\r");
            } else if (!masking) {
                append(text, value);
                name(text, value);
            }
        }
        return text.toString();
    }

    private void name(StringBuilder text, byte value) {
        if (!inName) {
            return;
        }
        if (value == ':') {
            inName = false;
            masking = SECRET.contains(name.toString().toLowerCase(Locale.ROOT));
            if (masking) {
                text.append(" (masked)");
            }
        } else if (name.length() == LONGEST) {
            inName = false;
        } else {
            name.append((char) (value & 0xff));
        }
    }

    private static void append(StringBuilder text, byte value) {
        if (value >= ' ' && value < 127 && value != '\\') {
            text.append((char) value);
        } else {
            text.append("\\x").append(HEX.charAt(value >> 4 & 15)).append(HEX.charAt(value & 15));
        }
    }
}
