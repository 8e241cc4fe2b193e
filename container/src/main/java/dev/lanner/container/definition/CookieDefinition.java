package dev.lanner.container.definition;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The session cookie as the descriptor wants it (Servlet 6.1, 7.1.1). What is null is left to the server's defaults:
/// `JSESSIONID`, the context's path, HttpOnly, Secure under TLS, SameSite=Lax.
///
/// @param name the name, or null
/// @param domain the domain, or null
/// @param path the path, or null
/// @param httpOnly whether scripts can't see it, or null
/// @param secure whether it is sent over TLS only, or null
/// @param attributes further attributes such as `SameSite` and `Max-Age`, names without regard to case
public record CookieDefinition(@Nullable String name, @Nullable String domain, @Nullable String path,
        @Nullable Boolean httpOnly, @Nullable Boolean secure, Map<String, String> attributes) {

    /// Nothing said.
    public static final CookieDefinition DEFAULT = new CookieDefinition(null, null, null, null, null, Map.of());

    /// Copies the attributes.
    public CookieDefinition {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(attributes);
        attributes = Collections.unmodifiableMap(copy);
    }
}
