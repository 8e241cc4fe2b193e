package dev.lanner.http.edge;

import dev.lanner.spi.message.MalformedTargetException;
import dev.lanner.spi.message.PathNormalizer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/// Reads the single values of forwarded fields. Pure; everything that is not exactly one is refused.
final class ForwardedValues {
    /// A client whose address its proxy does not tell (RFC 7239, 6.2 and 6.3): never that of the proxy, as that one may
    /// be trusted.
    static final InetSocketAddress UNKNOWN = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
    private static final int LONGEST_PREFIX = 1024;
    private static final int MAX_PORT = 65_535;

    private ForwardedValues() {
    }

    /// `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]`, `[2001:db8::1]:80`, `2001:db8::1`, `unknown` or `_hidden`.
    static InetSocketAddress address(String text) throws MalformedForwardedException {
        if (text.equalsIgnoreCase("unknown") || isHidden(text)) {
            return UNKNOWN;
        }
        try {
            if (text.startsWith("[")) {
                int close = text.indexOf(']');
                if (close > 0) {
                    return new InetSocketAddress(six(text.substring(1, close)), portAfter(text, close + 1));
                }
            } else {
                int colon = text.indexOf(':');
                if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
                    return new InetSocketAddress(six(text), 0);
                }
                String host = colon < 0 ? text : text.substring(0, colon);
                return new InetSocketAddress(four(host), portAfter(text, host.length()));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new MalformedForwardedException("A forwarded client address is malformed.");
    }

    private static InetAddress six(String literal) {
        if (literal.indexOf(':') < 0 || literal.indexOf('%') >= 0) {
            throw new IllegalArgumentException("no IPv6 address");
        }
        return Inet6Address.ofLiteral(literal);
    }

    private static InetAddress four(String literal) {
        int dots = 0;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            boolean zero = c == '0' && (i == 0 || literal.charAt(i - 1) == '.') && i + 1 < literal.length()
                    && literal.charAt(i + 1) != '.';
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9' || zero) {
                throw new IllegalArgumentException("no IPv4 address");
            }
        }
        if (dots != 3) {
            throw new IllegalArgumentException("no IPv4 address");
        }
        return InetAddress.ofLiteral(literal);
    }

    /// A port, or one that is hidden.
    private static int portAfter(String text, int end) {
        if (end == text.length()) {
            return 0;
        }
        String port = text.charAt(end) == ':' ? text.substring(end + 1) : "";
        return isHidden(port) ? 0 : number(port);
    }

    private static boolean isHidden(String text) {
        if (text.length() < 2 || text.charAt(0) != '_') {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean known = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_'
                    || c == '-';
            if (!known) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i > 4 || i == 0 && c == '0') {
                throw new IllegalArgumentException("no port");
            }
            value = value * 10 + c - '0';
        }
        if (text.isEmpty() || value > MAX_PORT) {
            throw new IllegalArgumentException("no port");
        }
        return value;
    }

    /// `http` or `https`; what proxies say for WebSockets too.
    static String scheme(String text) throws MalformedForwardedException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw new MalformedForwardedException("A forwarded scheme is neither http nor https.");
        };
    }

    /// 1 to 65535, without leading zeros.
    static int port(String text) throws MalformedForwardedException {
        try {
            return number(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedForwardedException("A forwarded port is malformed.");
        }
    }

    /// A path that can stand in front of others: begins with one `/`, without empty and dot segments, parameters,
    /// query or encoded slashes. A slash at its end is dropped.
    static String prefix(String text) throws MalformedForwardedException {
        String prefix = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (prefix.isEmpty() && !text.isEmpty()) {
            return "";
        }
        boolean good = prefix.startsWith("/") && prefix.length() <= LONGEST_PREFIX && !prefix.contains("//")
                && !prefix.endsWith("/");
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            good &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                    || "/-._~!$&'()*+,=:@%".indexOf(c) >= 0;
        }
        try {
            if (good && !prefix.contains("/./") && !prefix.contains("/../")
                    && PathNormalizer.normalize(prefix, false).length() > 1 && !endsInDots(prefix)) {
                return prefix;
            }
        } catch (MalformedTargetException e) {
            // said below
        }
        throw new MalformedForwardedException("A forwarded path prefix is malformed.");
    }

    private static boolean endsInDots(String prefix) {
        return prefix.endsWith("/.") || prefix.endsWith("/..");
    }
}
