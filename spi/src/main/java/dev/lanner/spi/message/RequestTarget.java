package dev.lanner.spi.message;

import org.jspecify.annotations.Nullable;

/// Where a request goes, parsed and normalised once (Servlet 6.1, 3.5).
///
/// @param scheme `http` or `https`
/// @param authority host and port as the client named them, from an absolute-form target or the Host field; empty for a
///   request without (HTTP/1.0)
/// @param raw the request-target byte for byte as received; never used to route
/// @param rawPath the path of it, undecoded, with path parameters; `*` for the asterisk form
/// @param path the path normalised and decoded, without path parameters; the only one that mapping, constraints,
///   filters, static files and dispatch use; `*` for the asterisk form, which names no resource
/// @param query what follows the first `?`, undecoded
/// @param prefix the path below which a proxy shows the server, percent-encoded and without a slash at its end, such as
///   `/shop`; empty where there is none. It is no part of the paths here: the Servlet API puts it in front of context
///   paths and URIs, as they are for the client
public record RequestTarget(String scheme, String authority, String raw, String rawPath, String path,
        @Nullable String query, String prefix) {

    /// A target that no proxy shows below a prefix.
    public RequestTarget(String scheme, String authority, String raw, String rawPath, String path,
            @Nullable String query) {
        this(scheme, authority, raw, rawPath, path, query, "");
    }

    /// The target of an origin-form request line, such as `/shop/cart;v=1?item=3`.
    ///
    /// @throws MalformedTargetException when the path is one that must be refused
    public static RequestTarget origin(String scheme, String authority, String raw, boolean keepEncodedSlash)
            throws MalformedTargetException {
        return of(scheme, authority, raw, raw, keepEncodedSlash);
    }

    /// A target whose path and query are known apart from its authority.
    ///
    /// @param raw the request-target as received
    /// @param pathAndQuery the part of it that begins with the path
    /// @throws MalformedTargetException when the path is one that must be refused, or with the reason
    ///   `fragment-in-target` when there is a `#`
    public static RequestTarget of(String scheme, String authority, String raw, String pathAndQuery,
            boolean keepEncodedSlash) throws MalformedTargetException {
        if (pathAndQuery.indexOf('#') >= 0) {
            throw new MalformedTargetException("fragment-in-target", "the request target has a fragment");
        }
        int mark = pathAndQuery.indexOf('?');
        String rawPath = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
        return new RequestTarget(scheme, authority, raw, rawPath,
                PathNormalizer.normalize(rawPath, keepEncodedSlash), query);
    }

    /// The same target with another path, as a forward or a filter wants it.
    public RequestTarget withPath(String newRawPath, String newPath, @Nullable String newQuery) {
        return new RequestTarget(scheme, authority, raw, newRawPath, newPath, newQuery, prefix);
    }

    /// The same target seen through another scheme and authority, as a proxy's word gives them.
    public RequestTarget withOrigin(String newScheme, String newAuthority) {
        return new RequestTarget(newScheme, newAuthority, raw, rawPath, path, query, prefix);
    }

    /// The same target, shown by a proxy below this prefix.
    public RequestTarget withPrefix(String newPrefix) {
        return new RequestTarget(scheme, authority, raw, rawPath, path, query, newPrefix);
    }
}
