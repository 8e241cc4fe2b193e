package dev.lanner.container.response;

import dev.lanner.container.request.LannerRequest;
import java.nio.charset.StandardCharsets;

/// The Location of a redirect, from what an application gave.
final class RedirectLocation {
    private static final String HEX = "0123456789ABCDEF";

    private RedirectLocation() {
    }

    /// Makes the location absolute (Servlet 6.1, 5.4).
    static String absolute(String location, LannerRequest request) {
        if (hasScheme(location)) {
            return ascii(location);
        }
        if (location.startsWith("//")) {
            return request.getScheme() + ':' + ascii(location);
        }
        StringBuilder url = new StringBuilder(64);
        String uri = request.getRequestURI();
        String full = request.getRequestURL().toString();
        url.append(full, 0, full.length() - uri.length());
        if (location.startsWith("/")) {
            url.append(withoutDots(location));
        } else if (location.startsWith("?") || location.startsWith("#")) {
            url.append(uri).append(location);
        } else {
            url.append(withoutDots(uri.substring(0, uri.lastIndexOf('/') + 1) + location));
        }
        return ascii(url.toString());
    }

    /// What is no ASCII, percent-encoded as UTF-8; the rest unchanged.
    static String ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                return encode(text);
            }
        }
        return text;
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && b < 127) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean hasScheme(String location) {
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c == ':') {
                return i > 0;
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return false;
            }
        }
        return false;
    }

    /// Removes dot segments (RFC 3986, 5.2.4) in front of the query.
    private static String withoutDots(String target) {
        int end = target.length();
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) == '?' || target.charAt(i) == '#') {
                end = i;
                break;
            }
        }
        String path = target.substring(0, end);
        if (!path.contains("/.")) {
            return target;
        }
        StringBuilder out = new StringBuilder(path.length());
        int start = 0;
        while (start < path.length()) {
            int next = path.indexOf('/', start + 1);
            next = next < 0 ? path.length() : next;
            String segment = path.substring(start, next);
            boolean last = next == path.length();
            if (segment.equals("/..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
                out.append(last ? "/" : "");
            } else if (segment.equals("/.")) {
                out.append(last ? "/" : "");
            } else {
                out.append(segment);
            }
            start = next;
        }
        return out + target.substring(end);
    }
}
