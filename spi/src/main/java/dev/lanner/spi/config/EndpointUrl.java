package dev.lanner.spi.config;

/// The URL of an endpoint.
///
/// @param scheme
///            `http` or `https`
/// @param kind
///            what the host part means
/// @param host
///            the host as written, without brackets; empty for a Unix socket
/// @param port
///            0 to 65535; 0 takes a free one; 0 for a Unix socket
/// @param path
///            the absolute path of a Unix socket; empty else
public record EndpointUrl(String scheme, Kind kind, String host, int port, String path) {

    /// What the host part of a URL means.
    public enum Kind {
        /// One IP address.
        ADDRESS,
        /// `localhost` and names below it: both loopback addresses.
        LOCALHOST,
        /// `*`, `+`, `[::]` or another name: all addresses.
        ANY,
        /// `0.0.0.0`: all IPv4 addresses.
        ANY_IPV4,
        /// `unix:/path`.
        UNIX
    }

    /// Whether it is a Unix socket.
    public boolean unix() {
        return kind == Kind.UNIX;
    }

    @Override
    public String toString() {
        if (kind == Kind.UNIX) {
            return scheme + "://unix:" + path;
        }
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
