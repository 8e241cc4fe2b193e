package dev.lanner.spi.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The one normaliser of request paths (Servlet 6.1, 3.5.2).
public final class PathNormalizer {
    private static final String REASON = "suspicious-path";

    private PathNormalizer() {
    }

    /// Splits, strips path parameters, decodes, and removes empty and dot segments.
    ///
    /// @param rawPath
    ///            the path as sent, beginning with a slash
    /// @param keepEncodedSlash
    ///            whether `%2F` (and with it `%25`) stay encoded instead of being
    ///            refused
    /// @throws MalformedTargetException
    ///             for each sequence of the specification's list of suspicious ones
    public static String normalize(String rawPath, boolean keepEncodedSlash) throws MalformedTargetException {
        if (isPlain(rawPath)) {
            return rawPath;
        }
        if (rawPath.isEmpty() || rawPath.charAt(0) != '/') {
            throw new MalformedTargetException(REASON, "the path does not begin with a slash");
        }
        return join(rawPath, keepEncodedSlash);
    }

    private static boolean isPlain(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || c == '\\' || c == '#' || c <= ' ' || c >= 127
                    || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return !path.isEmpty() && path.charAt(0) == '/';
    }

    private static String join(String rawPath, boolean keepEncodedSlash) throws MalformedTargetException {
        List<String> kept = new ArrayList<>();
        boolean directory = false;
        int start = 1;
        while (start <= rawPath.length()) {
            int end = rawPath.indexOf('/', start);
            end = end < 0 ? rawPath.length() : end;
            String segment = segment(rawPath.substring(start, end), keepEncodedSlash);
            directory = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                if (kept.isEmpty()) {
                    throw new MalformedTargetException(REASON, "the path leaves the root");
                }
                kept.removeLast();
            } else if (!directory) {
                kept.add(segment);
            }
            start = end + 1;
        }
        return "/" + String.join("/", kept) + (directory && !kept.isEmpty() ? "/" : "");
    }

    private static String segment(String raw, boolean keepEncodedSlash) throws MalformedTargetException {
        int parameters = raw.indexOf(';');
        String name = parameters < 0 ? raw : raw.substring(0, parameters);
        String decoded = decode(name, keepEncodedSlash);
        boolean dots = decoded.equals(".") || decoded.equals("..");
        if (dots && (parameters >= 0 || decoded.length() != name.length())) {
            throw new MalformedTargetException(REASON, "a dot segment is encoded or has parameters");
        }
        if (decoded.isEmpty() && parameters >= 0) {
            throw new MalformedTargetException(REASON, "an empty segment has parameters");
        }
        return decoded;
    }

    private static String decode(String text, boolean keepEncodedSlash) throws MalformedTargetException {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || c < ' ' || c == 127 || c == '\\' || c == '#') {
                throw new MalformedTargetException(REASON, "a control character, backslash or fragment in the path");
            }
            if (c != '%') {
                bytes[length++] = (byte) c;
                continue;
            }
            int value = hex(text, i + 1) << 4 | hex(text, i + 2);
            if (value < ' ' || value == 127 || value == '\\' || value == '/' && !keepEncodedSlash) {
                throw new MalformedTargetException(REASON, "an encoded slash, backslash or control byte");
            }
            if (keepEncodedSlash && (value == '/' || value == '%')) {
                bytes[length++] = '%';
                bytes[length++] = (byte) text.charAt(i + 1);
                bytes[length++] = (byte) text.charAt(i + 2);
            } else {
                bytes[length++] = (byte) value;
            }
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedTargetException(REASON, "the path is not UTF-8");
        }
    }

    private static int hex(String text, int index) throws MalformedTargetException {
        int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
        if (digit < 0 || text.charAt(index) > 127) {
            throw new MalformedTargetException(REASON, "a percent sign without two hexadecimal digits");
        }
        return digit;
    }
}
