package dev.lanner.container.binding;

/// URLs that a context serves: all that begin with this one. The rules are those of Windows' HTTP.sys.
///
/// @param scheme `http` or `https`
/// @param kind what the host part means
/// @param host in lower case and ASCII; an address in the form that `InetAddress.getHostAddress` gives; `+` or `*`
/// @param port 1 to 65535
/// @param path decoded, with a slash at the front and none at the end; empty for the root
public record UrlPrefix(String scheme, Kind kind, String host, int port, String path) {

    /// What the host part means. The order is that of precedence: a prefix of an earlier kind is found first, whatever
    /// the lengths of the paths; among those of one kind the longest path wins.
    public enum Kind {
        /// `+`: every host, before all others.
        STRONG,
        /// A name: requests for this host.
        HOST,
        /// An IP address: requests that came to this address of the server, for hosts that no other prefix names.
        ADDRESS,
        /// `*`: what no other prefix takes.
        WEAK
    }

    /// Reads `SCHEME://HOST[:PORT]/[PATH/]`.
    ///
    /// - SCHEME: `http` or `https`
    /// - HOST: `+`, `*`, the name of a host, an IPv4 address, an IPv6 address in brackets
    /// - PORT: 1 to 65535 without zeros in front; without it 80, or 443 for `https`
    /// - PATH: as a context path, not percent-encoded; the slash at its end may be missing
    ///
    /// @throws MalformedPrefixException naming the place and the rule
    public static UrlPrefix parse(String text) {
        return new UrlPrefixParser(text).parse();
    }

    /// As [#parse] reads it, in full.
    @Override
    public String toString() {
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port + path + "/";
    }
}
