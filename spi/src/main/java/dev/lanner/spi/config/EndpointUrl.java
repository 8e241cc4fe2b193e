package dev.lanner.spi.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The URL of an endpoint.
///
/// @param scheme `http` or `https`
/// @param kind what the host part means
/// @param host the host in lower case, without brackets; empty for a Unix socket; the name of an inherited one
/// @param port 0 to 65535; 0 takes a free one; 0 for a Unix socket
/// @param path the absolute path of a Unix socket; empty else
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
        UNIX,
        /// `systemd:NAME`: a socket that the process is started with.
        INHERITED
    }

    /// The longest path of a Unix socket, in bytes: what the operating system's address structure takes.
    public static final int MAX_UNIX_PATH = 106;

    /// Reads a URL of the form `SCHEME://HOST[:PORT]` or `SCHEME://unix:/PATH[:]`.
    ///
    /// - SCHEME: `http` or `https`
    /// - HOST: an IPv4 address; an IPv6 address in brackets, with its zone where it has one (`[fe80::1%eth0]`);
    ///   `localhost` or a name that ends with `.localhost`; `*` or `+`; another name, which stands for all addresses
    ///   and is never looked up
    /// - or `systemd:NAME` in place of host and port: a socket that the process was started with, by its name or
    ///   descriptor
    /// - PORT: 0 to 65535, without it 80, or 443 for `https`; not 0 with `localhost`
    /// - PATH: absolute, without empty and dot segments, at most [#MAX_UNIX_PATH] bytes, taken as it is
    ///
    /// A single `/` may end the first form. A path, a query, a fragment or a user name is refused, as is white space.
    ///
    /// @throws MalformedEndpointUrlException naming the place, the rule and what to write
    public static EndpointUrl parse(String url) {
        return EndpointUrlParser.parse(url);
    }

    /// Reads URLs with `;` between them; spaces around each are ignored. A comma does not separate: it is a legal
    /// character of a socket's path.
    ///
    /// @return at least one URL
    /// @throws MalformedEndpointUrlException as [#parse(String)], for an empty element, and for a URL that is there
    ///   twice
    public static List<EndpointUrl> parseList(String urls) {
        return EndpointUrlParser.parseList(urls);
    }

    /// Whether it is a Unix socket.
    public boolean unix() {
        return kind == Kind.UNIX;
    }

    /// As of any record; said in full, as what the compiler makes takes time at the start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointUrl url && port == url.port && kind == url.kind && scheme.equals(url.scheme)
                && host.equals(url.host) && path.equals(url.path);
    }

    @Override
    public int hashCode() {
        return (host.hashCode() * 31 + path.hashCode()) * 31 + port;
    }

    @Override
    public String toString() {
        if (kind == Kind.UNIX) {
            return scheme + "://unix:" + path;
        }
        if (kind == Kind.INHERITED) {
            return scheme + "://systemd:" + host;
        }
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
