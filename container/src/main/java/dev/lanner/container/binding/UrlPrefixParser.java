package dev.lanner.container.binding;

import dev.lanner.container.binding.UrlPrefix.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Text to [UrlPrefix]; the grammar is in the description of [UrlPrefix#parse].
final class UrlPrefixParser {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;
    private static final String PORT_RULE = "a port is a number from 1 to 65535 without zeros in front.";

    private final String text;
    private int at;

    UrlPrefixParser(String text) {
        this.text = text;
    }

    UrlPrefix parse() {
        String scheme = scheme();
        String host = host();
        int port = scheme.equals("https") ? 443 : 80;
        if (at < text.length() && text.charAt(at) == ':') {
            at++;
            port = port();
        }
        return new UrlPrefix(scheme, kind(host), host, port, path());
    }

    private MalformedPrefixException wrong(int position, String rule) {
        return new MalformedPrefixException(text, position + 1, rule);
    }

    private String scheme() {
        for (String scheme : new String[]{"http", "https"}) {
            String start = scheme + "://";
            if (text.regionMatches(true, 0, start, 0, start.length())) {
                at = start.length();
                return scheme;
            }
        }
        throw wrong(0, "it begins with \"http://\" or \"https://\", such as http://shop.example.com:8080/cart/.");
    }

    private String host() {
        int start = at;
        if (at < text.length() && text.charAt(at) == '[') {
            return ipv6();
        }
        while (at < text.length() && ":/?#\\".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String written = text.substring(start, at);
        if (written.isEmpty()) {
            throw wrong(start, "the host is missing: \"+\", a name, an IP address, or \"*\".");
        }
        if (written.equals("+") || written.equals("*")) {
            return written;
        }
        return name(written, start);
    }

    private String name(String written, int start) {
        int user = written.indexOf('@');
        if (user >= 0) {
            throw wrong(start + user, "a user name has no meaning here; remove all up to \"@\".");
        }
        if (written.startsWith("*.")) {
            throw wrong(start,
                    "names with \"*\" stand in aliases of hosts: in conf/lanner.yaml; here it is the name of the "
                            + "host that has the alias.");
        }
        String ascii;
        try {
            ascii = HostName.ascii(written);
        } catch (IllegalArgumentException e) {
            throw wrong(start, "not the name of a host.");
        }
        int fault = HostName.fault(ascii);
        if (fault >= 0) {
            // of a name that had to be converted the characters stand elsewhere
            boolean same = ascii.length() == written.length();
            throw wrong(same ? start + fault : start, "not the name of a host: labels of letters, digits, - and _ with "
                    + "dots between them.");
        }
        if (HostName.looksLikeAddress(ascii) && (!HostName.isIpv4(ascii) || ascii.equals("0.0.0.0"))) {
            throw wrong(start, "an IPv4 address is four numbers from 0 to 255 without zeros in front; \"*\" stands for "
                    + "all addresses.");
        }
        return ascii;
    }

    private String ipv6() {
        int close = text.indexOf(']', at);
        if (close < 0) {
            throw wrong(text.length(), "the \"]\" after an IPv6 address is missing.");
        }
        InetAddress address;
        try {
            address = Inet6Address.ofLiteral(text.substring(at + 1, close));
        } catch (IllegalArgumentException e) {
            throw wrong(at + 1, "not an IPv6 address.");
        }
        if (address.getAddress().length == 4 || address.isAnyLocalAddress()
                || text.substring(at, close).contains("%")) {
            throw wrong(at + 1, "an IPv6 address without a zone, not one of IPv4; \"*\" stands for all addresses.");
        }
        at = close + 1;
        if (at < text.length() && text.charAt(at) != ':' && text.charAt(at) != '/') {
            throw wrong(at, "after the \"]\" of an IPv6 address a port or a slash follows.");
        }
        return address.getHostAddress();
    }

    private static Kind kind(String host) {
        return switch (host) {
            case "+" -> Kind.STRONG;
            case "*" -> Kind.WEAK;
            default -> host.indexOf(':') >= 0 || HostName.looksLikeAddress(host) ? Kind.ADDRESS : Kind.HOST;
        };
    }

    private int port() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '/') {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                throw wrong(at, PORT_RULE);
            }
            at++;
        }
        boolean right = at > start && at - start <= MAX_PORT_DIGITS && text.charAt(start) != '0';
        int port = right ? Integer.parseInt(text.substring(start, at)) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw wrong(start, PORT_RULE);
        }
        return port;
    }

    private String path() {
        int start = at;
        if (at == text.length()) {
            return "";
        }
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 127 || "?#;%\\*".indexOf(c) >= 0) {
                throw wrong(i, "the path of a prefix is written decoded, without spaces and ? # ; % \\ *.");
            }
            if (c == '/' && i > start && text.charAt(i - 1) == '/') {
                throw wrong(i, "two slashes in a row.");
            }
        }
        String path = text.endsWith("/") ? text.substring(start, text.length() - 1) : text.substring(start);
        int dots = dotSegment(path);
        if (dots >= 0) {
            throw wrong(start + dots, "a dot segment has no place in a prefix.");
        }
        return path;
    }

    private static int dotSegment(String path) {
        int from = 1;
        while (from <= path.length()) {
            int end = path.indexOf('/', from);
            String segment = path.substring(from, end < 0 ? path.length() : end);
            if (segment.equals(".") || segment.equals("..")) {
                return from;
            }
            from = end < 0 ? path.length() + 1 : end + 1;
        }
        return -1;
    }
}
