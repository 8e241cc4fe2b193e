package dev.lanner.spi.config;

import dev.lanner.spi.config.EndpointUrl.Kind;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Text to [EndpointUrl]; the grammar is in the description of [EndpointUrl#parse(String)].
final class EndpointUrlParser {
    private static final int MAX_PORT_DIGITS = 5;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;
    private static final String UNIX = "unix:";
    private static final String SYSTEMD = "systemd:";

    private final String url;
    private int at;

    private EndpointUrlParser(String url) {
        this.url = url;
    }

    static EndpointUrl parse(String url) {
        return new EndpointUrlParser(url).parse();
    }

    static List<EndpointUrl> parseList(String list) {
        List<EndpointUrl> urls = new ArrayList<>();
        Set<EndpointUrl> seen = new HashSet<>();
        int start = 0;
        for (String part : list.split(";", -1)) {
            String text = part.strip();
            if (text.isEmpty()) {
                throw new MalformedEndpointUrlException("LNR-5110", list, start + 1,
                        "a URL is missing here. Write one URL, or several with \";\" between them.");
            }
            EndpointUrl url = parse(text);
            if (!seen.add(url) && (url.unix() || url.port() != 0 || url.kind() == Kind.INHERITED)) {
                throw new MalformedEndpointUrlException("LNR-5110", list, start + 1,
                        "\"" + text + "\" is listed twice. Remove one.");
            }
            urls.add(url);
            start += part.length() + 1;
        }
        return List.copyOf(urls);
    }

    private EndpointUrl parse() {
        String scheme = scheme();
        if (url.regionMatches(true, at, UNIX, 0, UNIX.length())) {
            at += UNIX.length();
            return new EndpointUrl(scheme, Kind.UNIX, "", 0, socketPath());
        }
        if (url.regionMatches(true, at, SYSTEMD, 0, SYSTEMD.length())) {
            at += SYSTEMD.length();
            return new EndpointUrl(scheme, Kind.INHERITED, inherited(), 0, "");
        }
        int hostAt = at;
        EndpointUrl host = host(scheme);
        int portAt = at + 1;
        int port = at < url.length() && url.charAt(at) == ':' ? port() : host.port();
        if (port == 0 && host.kind() == Kind.LOCALHOST) {
            throw wrong("LNR-5106", portAt, "port 0 takes a free port, which can't be the same on both loopback "
                    + "addresses of \"" + url.substring(hostAt, portAt - 1) + "\". Write 127.0.0.1 or [::1].");
        }
        end();
        return new EndpointUrl(scheme, host.kind(), host.host(), port, "");
    }

    /// What systemd allows as the name of a descriptor, without those characters that mean something here.
    private String inherited() {
        int end = url.endsWith("/") ? url.length() - 1 : url.length();
        String name = url.substring(at, Math.max(at, end));
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean known = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                    || "-_.@".indexOf(c) >= 0;
            if (!known) {
                throw wrong("LNR-5111", at + i, "the name of a socket holds letters, digits and - _ . @");
            }
        }
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw wrong("LNR-5111", at,
                    "the name of the socket is missing: the FileDescriptorName= of its socket unit, or "
                            + "the number of its descriptor, such as http://systemd:web.");
        }
        return name;
    }

    private String scheme() {
        for (String scheme : List.of("http", "https")) {
            String start = scheme + "://";
            if (url.regionMatches(true, 0, start, 0, start.length())) {
                at = start.length();
                return scheme;
            }
        }
        throw wrong("LNR-5101", 0, "a URL begins with \"http://\" or \"https://\", such as http://localhost:8080.");
    }

    private EndpointUrl host(String scheme) {
        int port = scheme.equals("http") ? 80 : 443;
        if (at < url.length() && url.charAt(at) == '[') {
            return ipv6(scheme, port);
        }
        int start = at;
        while (at < url.length() && ":/?#\\".indexOf(url.charAt(at)) < 0) {
            at++;
        }
        String host = url.substring(start, at).toLowerCase(Locale.ROOT);
        if (host.isEmpty()) {
            throw wrong("LNR-5102", start, "the host is missing. Write localhost for this machine only, \"*\" for all "
                    + "addresses, an IP address, or unix:/path.");
        }
        if (host.equals("*") || host.equals("+")) {
            return new EndpointUrl(scheme, Kind.ANY, host, port, "");
        }
        name(host, start);
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (digits(last)) {
            ipv4(host, start);
            return new EndpointUrl(scheme, host.equals("0.0.0.0") ? Kind.ANY_IPV4 : Kind.ADDRESS, host, port, "");
        }
        boolean local = host.equals("localhost") || host.endsWith(".localhost");
        return new EndpointUrl(scheme, local ? Kind.LOCALHOST : Kind.ANY, host, port, "");
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private void name(String host, int start) {
        int label = 0;
        for (int i = 0; i <= host.length(); i++) {
            char c = i < host.length() ? host.charAt(i) : '.';
            if (c == '@') {
                throw wrong("LNR-5102", start + i, "a user name has no meaning here. Remove all up to \"@\".");
            }
            if (c == ',') {
                throw wrong("LNR-5102", start + i, "several URLs have \";\" between them, not \",\".");
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            boolean inside = label > 0 && (c == '-' || c == '_' || c == '.' && host.charAt(i - 1) != '-');
            if (!letter && !inside || label > MAX_LABEL || i > MAX_NAME) {
                throw wrong("LNR-5102", start + i, "not the name of a host. Write a name such as www.example.org, an "
                        + "IPv4 address, an IPv6 address in brackets, localhost, or \"*\".");
            }
            label = c == '.' ? 0 : label + 1;
        }
    }

    private void ipv4(String host, int start) {
        int position = start;
        String[] numbers = host.split("\\.", -1);
        for (String number : numbers) {
            boolean plain = number.length() <= 3 && digits(number)
                    && (number.length() == 1 || number.charAt(0) != '0');
            if (!plain || Integer.parseInt(number) > 255) {
                throw wrong("LNR-5103", position, "an IPv4 address is four numbers from 0 to 255 without leading "
                        + "zeros, such as 127.0.0.1.");
            }
            position += number.length() + 1;
        }
        if (numbers.length != 4) {
            throw wrong("LNR-5103", start, "an IPv4 address is four numbers with dots between them, such as "
                    + "127.0.0.1.");
        }
    }

    private EndpointUrl ipv6(String scheme, int port) {
        int start = at + 1;
        int close = url.indexOf(']', start);
        if (close < 0) {
            throw wrong("LNR-5104", url.length(), "the \"]\" after an IPv6 address is missing.");
        }
        String literal = url.substring(start, close).toLowerCase(Locale.ROOT);
        int zoneAt = literal.indexOf('%');
        String address = zoneAt < 0 ? literal : literal.substring(0, zoneAt);
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            boolean zone = zoneAt >= 0 && i > zoneAt && (c >= 'g' && c <= 'z' || "-_".indexOf(c) >= 0);
            if (!hex && !zone && c != '.' && i != zoneAt && (c != ':' || zoneAt >= 0 && i > zoneAt)) {
                throw badIpv6(start + i);
            }
        }
        if (zoneAt == literal.length() - 1) {
            throw badIpv6(close);
        }
        byte[] bytes;
        try {
            bytes = Inet6Address.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            throw badIpv6(start);
        }
        if (bytes.length == 4) {
            throw wrong("LNR-5104", start, "an IPv4 address in IPv6 form. Write it as an IPv4 address.");
        }
        at = close + 1;
        if (at < url.length() && ":/?#\\".indexOf(url.charAt(at)) < 0) {
            throw wrong("LNR-5104", at, "after the \"]\" of an IPv6 address a port may follow, as in [::1]:8080.");
        }
        boolean any = true;
        for (byte b : bytes) {
            any &= b == 0;
        }
        // the address without its zone as written: one name for the wildcard
        return new EndpointUrl(scheme, any ? Kind.ANY : Kind.ADDRESS, any ? "::" : zoned(literal, start), port, "");
    }

    /// A zone names a network interface, whose name has capital letters or not.
    private String zoned(String literal, int start) {
        int zoneAt = literal.indexOf('%');
        return zoneAt < 0
                ? literal
                : literal.substring(0, zoneAt) + url.substring(start + zoneAt, start + literal.length());
    }

    private MalformedEndpointUrlException badIpv6(int position) {
        return wrong("LNR-5104", position, "not an IPv6 address. Write one in brackets, such as [::1].");
    }

    private int port() {
        at++;
        int start = at;
        while (at < url.length() && url.charAt(at) >= '0' && url.charAt(at) <= '9') {
            at++;
        }
        boolean ended = at == url.length() || "/?#\\".indexOf(url.charAt(at)) >= 0;
        int digits = at - start;
        boolean plain = ended && digits > 0 && digits <= MAX_PORT_DIGITS
                && (digits == 1 || url.charAt(start) != '0');
        int port = plain ? Integer.parseInt(url.substring(start, at)) : MAX_PORT + 1;
        if (port > MAX_PORT) {
            String hint = "";
            if (!ended && url.charAt(at) == ',') {
                hint = " Several URLs have \";\" between them.";
            } else if (start == at && url.indexOf(':', start) >= 0) {
                hint = " An IPv6 address stands in brackets: http://[::1]:8080.";
            }
            throw wrong("LNR-5105", ended || digits == 0 ? start : at, "a port is a number from 0 to 65535 without "
                    + "leading zeros; 0 takes a free one. Remove the \":\" for port 80, or 443 with https." + hint);
        }
        return port;
    }

    private void end() {
        if (at == url.length() || at == url.length() - 1 && url.charAt(at) == '/') {
            return;
        }
        throw wrong("LNR-5107", at, url.charAt(at) == '?' || url.charAt(at) == '#'
                ? "an endpoint has no query and no fragment. Remove this part."
                : "an endpoint serves all paths. Remove the path; where an application appears is said with its WAR, "
                        + "such as /shop=shop.war.");
    }

    private String socketPath() {
        int end = url.endsWith(":") ? url.length() - 1 : url.length();
        if (at >= end || url.charAt(at) != '/') {
            throw wrong("LNR-5108", at, "the path of a Unix socket is absolute and not percent-encoded, such as "
                    + "http://unix:/run/lanner/http.sock.");
        }
        for (int i = at; i < end; i++) {
            char c = url.charAt(i);
            if (Character.isISOControl(c) || ":;?#%\\".indexOf(c) >= 0) {
                throw wrong("LNR-5108", i, "the path of a Unix socket is taken as it is and can't contain control "
                        + "characters or one of : ; ? # % \\. Nothing can follow it.");
            }
        }
        segments(end);
        String path = url.substring(at, end);
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > EndpointUrl.MAX_UNIX_PATH) {
            throw wrong("LNR-5109", at, "the path of a Unix socket is at most " + EndpointUrl.MAX_UNIX_PATH
                    + " bytes long, this one has " + bytes + ". Choose a shorter directory, such as /run/lanner.");
        }
        return path;
    }

    /// One socket has one spelling, so that it can't be configured twice.
    private void segments(int end) {
        int start = at + 1;
        while (start <= end) {
            int slash = url.indexOf('/', start);
            int next = slash < 0 || slash > end ? end : slash;
            String segment = url.substring(start, next);
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw wrong("LNR-5108", start, next == end && segment.isEmpty()
                        ? "the path of a Unix socket names a file: it can't end with \"/\"."
                        : "the path of a Unix socket can't contain \"//\", \"/./\" or \"/../\".");
            }
            start = next + 1;
        }
    }

    private MalformedEndpointUrlException wrong(String id, int index, String rule) {
        return new MalformedEndpointUrlException(id, url, index + 1, rule);
    }
}
