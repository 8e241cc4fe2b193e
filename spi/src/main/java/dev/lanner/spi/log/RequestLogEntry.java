package dev.lanner.spi.log;

import dev.lanner.spi.Route;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.message.Fields;
import org.jspecify.annotations.Nullable;

/// What is known of a request at its end. Text that came from the client is unescaped: a writer must escape it.
///
/// @param timeMillis when the request's first byte was handled, milliseconds since 1970
/// @param durationNanos from then until the end
/// @param connectionId the connection's id
/// @param requestId the request's id; empty when rejected before it had one
/// @param remote the client's address without the port; empty when not known
/// @param user the authenticated user
/// @param method the method; null when the request line could not be read
/// @param target the request-target as received; null as above
/// @param protocol the protocol; null as above
/// @param status the status code answered; 0 when nothing was answered
/// @param bodyBytes bytes of the response's body
/// @param headers the request's header fields
/// @param reason the reason code of a rejection or an abort; null for a request that was served
/// @param scheme `http` or `https`, of the connection
/// @param route where the request went; null when rejected before
/// @param features the request's features, for what is seldom logged; null when rejected before it had any
public record RequestLogEntry(long timeMillis, long durationNanos, String connectionId, String requestId,
        String remote, @Nullable String user, @Nullable String method, @Nullable String target,
        @Nullable String protocol, int status, long bodyBytes, Fields headers, @Nullable String reason,
        String scheme, @Nullable Route route, @Nullable FeatureCollection features) {
}
