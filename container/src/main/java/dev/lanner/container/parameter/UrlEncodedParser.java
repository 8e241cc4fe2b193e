package dev.lanner.container.parameter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Takes `name=value&name=value` apart. Strict: each percent sign is followed by two hexadecimal digits, and the bytes
/// are of the encoding.
final class UrlEncodedParser {
    private final Charset charset;
    private final boolean asciiBased;
    private final ParameterLimits limits;

    UrlEncodedParser(Charset charset, ParameterLimits limits) {
        this.charset = charset;
        this.limits = limits;
        asciiBased = charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.ISO_8859_1)
                || charset.equals(StandardCharsets.US_ASCII);
    }

    /// @param text one character for each byte
    void parse(String text, Parameters parameters) {
        int start = 0;
        while (start < text.length()) {
            int ampersand = text.indexOf('&', start);
            int end = ampersand < 0 ? text.length() : ampersand;
            if (end > start) {
                limits.checkCount(parameters.count() + 1L);
                int equals = text.indexOf('=', start, end);
                String name = decode(text, start, equals < 0 ? end : equals);
                parameters.add(name, equals < 0 ? "" : decode(text, equals + 1, end));
            }
            start = end + 1;
        }
    }

    private String decode(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+' || c >= 128 || !asciiBased) {
                return decodeBytes(text, start, end);
            }
        }
        return text.substring(start, end);
    }

    private String decodeBytes(String text, int start, int end) {
        byte[] bytes = new byte[end - start];
        int length = 0;
        boolean ascii = asciiBased;
        for (int i = start; i < end; i++) {
            int value = text.charAt(i);
            if (value == '%') {
                value = hex(text, i + 1, end) << 4 | hex(text, i + 2, end);
                i += 2;
            } else if (value == '+') {
                value = ' ';
            } else if (value > 255) {
                throw ParameterProblem.malformed("malformed-parameter",
                        "a parameter holds a character that is no byte");
            }
            ascii &= value < 128;
            bytes[length++] = (byte) value;
        }
        if (ascii) {
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        }
        return text(bytes, 0, length, charset);
    }

    /// Decodes bytes strictly.
    static String text(byte[] bytes, int offset, int length, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length)).toString();
        } catch (CharacterCodingException e) {
            throw ParameterProblem.malformed("malformed-parameter", "a parameter's bytes are not " + charset.name());
        }
    }

    private static int hex(String text, int index, int end) {
        char c = index < end ? text.charAt(index) : 0;
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw ParameterProblem.malformed("malformed-parameter",
                    "a percent sign in a parameter is not followed by two hexadecimal digits");
        }
        return digit;
    }
}
