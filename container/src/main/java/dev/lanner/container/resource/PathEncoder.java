package dev.lanner.container.resource;

import java.nio.charset.StandardCharsets;

/// Writes a decoded path for the field Location.
final class PathEncoder {
    private static final String PLAIN = "-._~!$&'()*+,=:@/";
    private static final String HEX = "0123456789ABCDEF";

    private PathEncoder() {
    }

    /// Encodes all but what may stand in a path as it is (RFC 3986, 3.3), and semicolons, which begin parameters.
    static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                    || PLAIN.indexOf(c) >= 0;
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }
}
