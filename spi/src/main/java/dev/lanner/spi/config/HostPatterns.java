package dev.lanner.spi.config;

import java.net.IDN;
import java.net.Inet6Address;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// Names of hosts, whole ones and those below a name. Immutable.
public final class HostPatterns {
    private static final String BELOW = "*.";

    /// All hosts.
    public static final HostPatterns ALL = new HostPatterns(Set.of(), "");

    private final Set<String> patterns;
    private final String text;

    private HostPatterns(Set<String> patterns, String text) {
        this.patterns = patterns;
        this.text = text;
    }

    /// Reads names with commas between them. `*.example.org` stands for all names below `example.org`, not for itself;
    /// `*` alone for all hosts. Names of other scripts are compared in their ASCII form (RFC 5891).
    ///
    /// @throws IllegalArgumentException naming the element and the rule
    public static HostPatterns parse(String text) {
        Set<String> patterns = new LinkedHashSet<>();
        if (text.isBlank()) {
            return ALL;
        }
        boolean all = false;
        for (String part : text.split(",", -1)) {
            String element = part.strip();
            all |= element.equals("*");
            patterns.add(element.equals("*") ? element : pattern(element));
        }
        return new HostPatterns(all ? Set.of() : new HashSet<>(patterns), String.join(", ", patterns));
    }

    private static String pattern(String element) {
        if (element.startsWith("[") && element.endsWith("]")) {
            try {
                return "[" + canonical(element.substring(1, element.length() - 1)) + "]";
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + element + "\" is not an IPv6 address in brackets", e);
            }
        }
        boolean below = element.startsWith(BELOW);
        String name = below ? element.substring(2) : element;
        try {
            String ascii = IDN.toASCII(name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
                    .toLowerCase(Locale.ROOT);
            if (isName(ascii)) {
                return below ? BELOW + ascii : ascii;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException("\"" + element + "\" is not the name of a host without a port, such as "
                + "www.example.org, *.example.org or [::1]");
    }

    private static String canonical(String literal) {
        return Inet6Address.ofLiteral(literal).getHostAddress();
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '~';
            if (!letter && (c != '.' || i == 0 || i == name.length() - 1 || name.charAt(i - 1) == '.')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /// Whether all hosts are meant.
    public boolean all() {
        return patterns.isEmpty();
    }

    /// Whether an authority names one of the hosts; its port does not matter. An empty one names none.
    ///
    /// @param authority host, or host and port, as [dev.lanner.spi.message.RequestTarget#authority()] has it
    public boolean match(String authority) {
        if (patterns.isEmpty()) {
            return true;
        }
        int colon = authority.lastIndexOf(':');
        boolean literal = authority.startsWith("[");
        String host = (colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority)
                .toLowerCase(Locale.ROOT);
        if (patterns.contains(literal ? literal(host) : host)) {
            return true;
        }
        for (int dot = host.indexOf('.'); dot >= 0 && !literal; dot = host.indexOf('.', dot + 1)) {
            if (dot > 0 && patterns.contains("*" + host.substring(dot))) {
                return true;
            }
        }
        return false;
    }

    private static String literal(String host) {
        try {
            return "[" + canonical(host.substring(1, host.length() - 1)) + "]";
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return host;
        }
    }

    /// As [#parse] reads it.
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof HostPatterns hosts && text.equals(hosts.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
