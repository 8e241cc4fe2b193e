package dev.lanner.websocket.session;

import java.security.Principal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is kept of the request that opened a session.
///
/// @param uri the whole URI, with `ws` or `wss`
/// @param pathParameters the variables of the endpoint's path
/// @param principal who the client is
/// @param secure whether the connection is encrypted
public record SessionRequest(String uri, Map<String, String> pathParameters, @Nullable Principal principal,
        boolean secure) {

    /// Takes a copy, in the order of the path.
    public SessionRequest {
        pathParameters = pathParameters.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(pathParameters));
    }

    /// The query, as it was sent, or null.
    @Nullable
    String query() {
        int at = uri.indexOf('?');
        return at < 0 ? null : uri.substring(at + 1);
    }
}
