package dev.lanner.container.binding;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names of hosts in the one form in which they are compared: lower case, ASCII, no dot at the end, no port; IPv6
/// addresses in brackets and as `InetAddress.getHostAddress` writes them. Stateless.
public final class HostName {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    private HostName() {
    }

    /// Of what is written in a configuration; null when it is no name and no address.
    public static @Nullable String of(String written) {
        if (written.startsWith("[") && written.endsWith("]")) {
            return literal(written);
        }
        String name = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        String ascii;
        try {
            ascii = ascii(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
        boolean good = !ascii.isEmpty() && fault(ascii) < 0;
        return good && (!looksLikeAddress(ascii) || isIpv4(ascii)) ? ascii : null;
    }

    /// Of the authority of a request, with or without a port; null for a request without one.
    public static @Nullable String ofAuthority(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        if (host.isEmpty()) {
            return null;
        }
        if (host.charAt(0) == '[') {
            String literal = literal(host);
            return literal == null ? host : literal;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.charAt(lower.length() - 1) == '.' ? lower.substring(0, lower.length() - 1) : lower;
    }

    /// In lower case; names of other scripts in their ASCII form (RFC 5891).
    ///
    /// @throws IllegalArgumentException when there is none
    static String ascii(String name) {
        boolean plain = name.chars().allMatch(c -> c < 128);
        return (plain ? name : IDN.toASCII(name)).toLowerCase(Locale.ROOT);
    }

    private static @Nullable String literal(String host) {
        try {
            return "[" + Inet6Address.ofLiteral(host.substring(1, host.length() - 1)).getHostAddress() + "]";
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    /// Where a name in ASCII breaks the rules, or -1.
    static int fault(String name) {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            boolean inside = label > 0 && (c == '-' || c == '_' || c == '.' && name.charAt(i - 1) != '-');
            boolean good = letter || inside;
            label = c == '.' ? 0 : label + 1;
            if (!good || label > LONGEST_LABEL || i >= LONGEST) {
                return i;
            }
        }
        char last = name.charAt(name.length() - 1);
        return last == '.' || last == '-' ? name.length() - 1 : -1;
    }

    /// Whether the last label is a number, as only that of an IPv4 address is.
    static boolean looksLikeAddress(String name) {
        for (int i = name.lastIndexOf('.') + 1; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /// Whether it is four decimal numbers without zeros in front.
    static boolean isIpv4(String text) {
        try {
            return Inet4Address.ofLiteral(text).getHostAddress().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
