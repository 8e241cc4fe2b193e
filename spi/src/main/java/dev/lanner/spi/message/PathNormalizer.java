package dev.lanner.spi.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The one normaliser of request paths (Servlet 6.1, 3.5.2).
///
/// Path parameters are stripped, octets decoded as UTF-8, empty and dot segments removed. Refused is what the
/// specification lists as suspicious:
///
/// - a path that does not begin with a slash, or leaves the root by `..`
/// - an encoded slash, also in a path parameter
/// - a dot segment with a path parameter or with an encoded character
/// - an empty segment with parameters, but for the last one
/// - a backslash or a control character, encoded or not
/// - a percent sign without two hexadecimal digits; bytes that are not UTF-8
/// - a fragment
///
/// Threading: static and pure.
public final class PathNormalizer {
    private static final String REASON = "suspicious-path";

    private PathNormalizer() {
    }

    /// Splits, strips path parameters, decodes, and removes empty and dot segments.
    ///
    /// @param rawPath the path as sent, beginning with a slash. Characters above U+007F stand for themselves: a
    ///   dispatcher's path may hold them, a connector lets none in
    /// @param keepEncodedSlash whether an encoded slash is accepted; then `/` and `%` in a segment appear as `%2F` and
    ///   `%25` in the result, however they were encoded
    /// @return a path that begins with a slash and has no empty segment but the last one, no dot segment, backslash or
    ///   control character
    /// @throws MalformedTargetException for each sequence of the specification's list of suspicious ones
    public static String normalize(String rawPath, boolean keepEncodedSlash) throws MalformedTargetException {
        if (isPlain(rawPath)) {
            return rawPath;
        }
        if (rawPath.isEmpty() || rawPath.charAt(0) != '/') {
            throw new MalformedTargetException(REASON, "the path does not begin with a slash");
        }
        return join(rawPath, keepEncodedSlash);
    }

    /// Whether the path is its own normal form; false for some that are, too.
    private static boolean isPlain(String path) {
        int before = 0;
        int length = path.length();
        for (int i = 0; i < length; i++) {
            int c = path.charAt(i);
            if (c <= ' ' || c >= 127 || c == '%' || c == ';' || c == '\\' || c == '#'
                    || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return length > 0 && path.charAt(0) == '/';
    }

    private static String join(String rawPath, boolean keepEncodedSlash) throws MalformedTargetException {
        List<String> kept = new ArrayList<>();
        int start = 1;
        boolean last = false;
        while (!last) {
            int end = rawPath.indexOf('/', start);
            last = end < 0;
            String segment = segment(rawPath.substring(start, last ? rawPath.length() : end), last, keepEncodedSlash);
            if (segment.equals("..")) {
                if (kept.isEmpty()) {
                    throw new MalformedTargetException(REASON, "the path leaves the root");
                }
                kept.removeLast();
            } else if (!segment.equals(".") && (last || !segment.isEmpty())) {
                kept.add(segment);
            }
            start = end + 1;
        }
        return "/" + String.join("/", kept);
    }

    private static String segment(String raw, boolean last, boolean keepEncodedSlash)
            throws MalformedTargetException {
        int semicolon = raw.indexOf(';');
        String name = semicolon < 0 ? raw : raw.substring(0, semicolon);
        if (semicolon >= 0) {
            if (name.isEmpty() && !last) {
                throw new MalformedTargetException(REASON, "an empty segment has parameters");
            }
            decode(raw.substring(semicolon), keepEncodedSlash);
        }
        String decoded = decode(name, keepEncodedSlash);
        boolean dots = decoded.equals(".") || decoded.equals("..");
        if (dots && (semicolon >= 0 || decoded.length() != name.length())) {
            throw new MalformedTargetException(REASON, "a dot segment is encoded or has parameters");
        }
        return decoded;
    }

    private static String decode(String text, boolean keepEncodedSlash) throws MalformedTargetException {
        if (isLiteral(text)) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '%') {
                int end = i;
                while (end < text.length() && text.charAt(end) == '%') {
                    end += 3;
                }
                octets(text, i, end, keepEncodedSlash, decoded);
                i = end;
            } else {
                decoded.append(checked(c));
                i++;
            }
        }
        return decoded.toString();
    }

    private static boolean isLiteral(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 127 || c == '%' || c == '\\' || c == '#') {
                return false;
            }
        }
        return true;
    }

    private static char checked(char c) throws MalformedTargetException {
        if (c == '#') {
            throw new MalformedTargetException(REASON, "a fragment in the path");
        }
        if (c == '\\' || Character.isISOControl(c)) {
            throw new MalformedTargetException(REASON, "a control character or backslash in the path");
        }
        return c;
    }

    /// Decodes encoded octets that follow each other.
    private static void octets(String text, int from, int to, boolean keepEncodedSlash, StringBuilder decoded)
            throws MalformedTargetException {
        byte[] bytes = new byte[(to - from) / 3];
        for (int i = 0; i < bytes.length; i++) {
            int at = from + i * 3 + 1;
            bytes[i] = (byte) (hex(text, at) << 4 | hex(text, at + 1));
        }
        String characters;
        try {
            characters = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedTargetException(REASON, "the path is not UTF-8");
        }
        for (int i = 0; i < characters.length(); i++) {
            char c = characters.charAt(i);
            if (c == '/' && !keepEncodedSlash) {
                throw new MalformedTargetException(REASON, "an encoded slash");
            }
            if (c == '\\' || Character.isISOControl(c)) {
                throw new MalformedTargetException(REASON, "an encoded backslash or control character");
            }
            if (keepEncodedSlash && (c == '/' || c == '%')) {
                decoded.append(c == '/' ? "%2F" : "%25");
            } else {
                decoded.append(c);
            }
        }
    }

    private static int hex(String text, int index) throws MalformedTargetException {
        int digit = index < text.length() && text.charAt(index) < 128 ? Character.digit(text.charAt(index), 16) : -1;
        if (digit < 0) {
            throw new MalformedTargetException(REASON, "a percent sign without two hexadecimal digits");
        }
        return digit;
    }
}
