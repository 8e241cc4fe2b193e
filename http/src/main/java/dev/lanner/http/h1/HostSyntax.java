package dev.lanner.http.h1;

import org.jspecify.annotations.Nullable;

/// Host and port, of a Host field or of an absolute-form target (RFC 9112, 3.2; RFC 3986, 3.2).
///
/// Narrower than the generic grammar, because a host ends up in redirects, links and logs: names consist of letters,
/// digits, `-`, `_`, `~` and single dots; percent-encoding, sub-delimiters, user information, zone ids and future IP
/// literals are refused. A port is 1 to 65535 without leading zeros. One trailing dot and an empty port are legal and
/// dropped, so that one host has one spelling.
public final class HostSyntax {
    private static final boolean[] NAME = new boolean[128];
    private static final int GROUPS = 8;

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            NAME[c] = true;
            NAME[c - 'a' + 'A'] = true;
        }
        for (char c = '0'; c <= '9'; c++) {
            NAME[c] = true;
        }
        NAME['-'] = true;
        NAME['_'] = true;
        NAME['~'] = true;
    }

    private HostSyntax() {
    }

    /// Reads host and port.
    ///
    /// @return host, or host and port, in the one spelling; null when it is malformed or empty
    public static @Nullable String parse(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            if (c > 126) {
                return null;
            }
            bytes[i] = (byte) c;
        }
        return parse(bytes, 0, bytes.length);
    }

    /// Reads host and port.
    ///
    /// @return host, or host and port, in the one spelling; null when it is malformed or empty
    public static @Nullable String parse(byte[] data, int from, int to) {
        if (from >= to) {
            return null;
        }
        int hostEnd = data[from] == '[' ? literalEnd(data, from, to) : nameEnd(data, from, to);
        if (hostEnd <= from) {
            return null;
        }
        int host = hostEnd;
        if (data[hostEnd - 1] == '.') {
            host--;
        }
        if (hostEnd == to) {
            return RequestLine.text(data, from, host);
        }
        if (data[hostEnd] != ':' || !isPort(data, hostEnd + 1, to)) {
            return null;
        }
        if (hostEnd + 1 == to) {
            return RequestLine.text(data, from, host);
        }
        return host == hostEnd
                ? RequestLine.text(data, from, to)
                : RequestLine.text(data, from, host) + RequestLine.text(data, hostEnd, to);
    }

    /// Whether two authorities from [#parse] name the same host and port.
    public static boolean same(String one, String other, String scheme) {
        return withoutDefaultPort(one, scheme).equalsIgnoreCase(withoutDefaultPort(other, scheme));
    }

    private static String withoutDefaultPort(String authority, String scheme) {
        String suffix = scheme.equals("https") ? ":443" : ":80";
        boolean whole = authority.endsWith(suffix)
                && (authority.charAt(0) != '[' || authority.charAt(authority.length() - suffix.length() - 1) == ']');
        return whole ? authority.substring(0, authority.length() - suffix.length()) : authority;
    }

    /// The end of a name; -1 when a label is empty, but for the one after a trailing dot.
    private static int nameEnd(byte[] data, int from, int to) {
        int label = from;
        for (int i = from; i < to; i++) {
            byte value = data[i];
            if (value == '.') {
                if (i == label) {
                    return -1;
                }
                label = i + 1;
            } else if (value < 0 || !NAME[value]) {
                return i;
            }
        }
        return to;
    }

    private static boolean isPort(byte[] data, int from, int to) {
        if (from == to) {
            return true;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            int digit = data[i] - '0';
            if (digit < 0 || digit > 9 || i == from && digit == 0 || i - from > 4) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port <= 65_535;
    }

    /// The index after the `]` of an IPv6 address; -1 when it is none.
    private static int literalEnd(byte[] data, int from, int to) {
        int groups = 0;
        boolean shortened = false;
        int at = from + 1;
        if (at + 1 < to && data[at] == ':' && data[at + 1] == ':') {
            shortened = true;
            at += 2;
        }
        while (at < to && data[at] != ']') {
            int end = groupEnd(data, at, to);
            if (end < to && data[end] == '.') {
                end = ipv4End(data, at, to);
                groups += 2;
                at = end;
                break;
            }
            if (end == at || end - at > 4) {
                return -1;
            }
            groups++;
            at = end;
            if (at < to && data[at] == ':') {
                at++;
                if (at < to && data[at] == ':') {
                    if (shortened) {
                        return -1;
                    }
                    shortened = true;
                    at++;
                } else if (at < to && data[at] == ']') {
                    return -1;
                }
            } else {
                break;
            }
        }
        boolean complete = shortened ? groups < GROUPS : groups == GROUPS;
        return complete && at > 0 && at < to && data[at] == ']' ? at + 1 : -1;
    }

    private static int groupEnd(byte[] data, int from, int to) {
        int at = from;
        while (at < to && Character.digit(data[at], 16) >= 0) {
            at++;
        }
        return at;
    }

    /// The end of an IPv4 address; -1 when it is none.
    private static int ipv4End(byte[] data, int from, int to) {
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (at >= to || data[at] != '.') {
                    return -1;
                }
                at++;
            }
            int start = at;
            int value = 0;
            while (at < to && at - start < 3 && data[at] >= '0' && data[at] <= '9') {
                value = value * 10 + data[at++] - '0';
            }
            if (at == start || value > 255 || at - start > 1 && data[start] == '0') {
                return -1;
            }
        }
        return at;
    }
}
