package dev.lanner.container.mapping;

import java.nio.charset.StandardCharsets;

/// Percent-encoding of paths (RFC 3986, 3.3).
public final class PathEncoding {
    private static final String HEX = "0123456789ABCDEF";
    private static final String PLAIN = "/-._~!$&'()*+,:@=";

    private PathEncoding() {
    }

    /// Encodes a decoded path, so that normalising it gives the same path again.
    public static String encode(String path) {
        return encode(path, "");
    }

    /// Encodes only what can't stand in a URI, and leaves percent sequences and path parameters as they are.
    public static String complete(String path) {
        return encode(path, "%;");
    }

    /// Encodes only the characters that are no ASCII, as a query that an application wrote may have them.
    public static String ascii(String query) {
        for (int i = 0; i < query.length(); i++) {
            if (query.charAt(i) > 126) {
                return asciiAll(query);
            }
        }
        return query;
    }

    private static String asciiAll(String query) {
        StringBuilder encoded = new StringBuilder(query.length() + 16);
        for (byte b : query.getBytes(StandardCharsets.UTF_8)) {
            append(b, b >= 0 && b < 127, encoded);
        }
        return encoded.toString();
    }

    private static void append(byte b, boolean plain, StringBuilder encoded) {
        if (plain) {
            encoded.append((char) b);
        } else {
            encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
    }

    private static String encode(String path, String kept) {
        for (int i = 0; i < path.length(); i++) {
            if (!isPlain(path.charAt(i), kept)) {
                return encodeAll(path, kept);
            }
        }
        return path;
    }

    private static boolean isPlain(char c, String kept) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0
                || kept.indexOf(c) >= 0;
    }

    private static String encodeAll(String path, String kept) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            append(b, b > 0 && isPlain((char) b, kept), encoded);
        }
        return encoded.toString();
    }
}
