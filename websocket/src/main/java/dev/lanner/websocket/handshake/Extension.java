package dev.lanner.websocket.handshake;

import dev.lanner.spi.message.FieldSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// One extension of a `Sec-WebSocket-Extensions` field, offered or accepted (RFC 6455, 9.1).
///
/// @param name a token
/// @param parameters in their order
public record Extension(String name, List<Parameter> parameters) {

    /// A parameter.
    ///
    /// @param name a token
    /// @param value a token; null where the parameter has none
    public record Parameter(String name, @Nullable String value) {
    }

    /// Keeps the list as it is now.
    public Extension {
        parameters = List.copyOf(parameters);
    }

    /// Reads all fields of that name.
    ///
    /// @throws HandshakeException when one is malformed
    public static List<Extension> parse(List<String> fields) throws HandshakeException {
        List<Extension> found = new ArrayList<>();
        for (String field : fields) {
            new Reader(field).into(found);
        }
        return found;
    }

    /// As it is written in a field.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        for (Parameter parameter : parameters) {
            text.append("; ").append(parameter.name());
            String value = parameter.value();
            if (value != null) {
                text.append('=').append(FieldSyntax.isToken(value) ? value : '"' + value + '"');
            }
        }
        return text.toString();
    }

    /// The value of a field with these extensions.
    public static String format(List<Extension> extensions) {
        StringJoiner joined = new StringJoiner(", ");
        extensions.forEach(extension -> joined.add(extension.toString()));
        return joined.toString();
    }

    /// One field's value, from left to right.
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void into(List<Extension> found) throws HandshakeException {
            while (true) {
                skipSpace();
                if (at == text.length()) {
                    return;
                }
                if (text.charAt(at) != ',') {
                    found.add(extension());
                    skipSpace();
                }
                if (at < text.length() && text.charAt(at++) != ',') {
                    throw malformed();
                }
            }
        }

        private Extension extension() throws HandshakeException {
            String name = token();
            List<Parameter> parameters = new ArrayList<>();
            while (take(';')) {
                skipSpace();
                String parameter = token();
                parameters.add(new Parameter(parameter, take('=') ? value() : null));
            }
            return new Extension(name, parameters);
        }

        private String value() throws HandshakeException {
            skipSpace();
            if (at == text.length() || text.charAt(at) != '"') {
                return token();
            }
            at++;
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                if (at < text.length()) {
                    value.append(text.charAt(at++));
                }
            }
            // the value itself must be a token, quoted or not (RFC 6455, 9.1)
            if (at++ == text.length() || !FieldSyntax.isToken(value.toString())) {
                throw malformed();
            }
            return value.toString();
        }

        private String token() throws HandshakeException {
            int start = at;
            while (at < text.length() && FieldSyntax.isTokenChar(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw malformed();
            }
            return text.substring(start, at);
        }

        private boolean take(char c) {
            skipSpace();
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private HandshakeException malformed() {
            return new HandshakeException(400, "Sec-WebSocket-Extensions is malformed at character " + (at + 1)
                    + " (RFC 6455, 9.1)");
        }
    }
}
