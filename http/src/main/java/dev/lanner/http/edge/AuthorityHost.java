package dev.lanner.http.edge;

import java.util.Locale;

/// The host of an authority. Stateless.
final class AuthorityHost {
    private AuthorityHost() {
    }

    /// Without the port and a dot at the end, in lower case; IPv6 addresses with their brackets.
    static String of(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        return (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }
}
