package dev.lanner.container.definition;

import jakarta.servlet.SessionTrackingMode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the context's sessions are kept (Servlet 6.1, 7).
///
/// @param timeout after which an unused session ends, in whole minutes in the descriptor; zero or negative for never;
///   null for the setting `session-timeout`
/// @param cookie the session cookie
/// @param trackingModes how the id travels; null for the default, COOKIE
public record SessionDefinition(@Nullable Duration timeout, CookieDefinition cookie,
        @Nullable Set<SessionTrackingMode> trackingModes) {

    /// Nothing said.
    public static final SessionDefinition DEFAULT = new SessionDefinition(null, CookieDefinition.DEFAULT, null);

    /// Copies the modes.
    public SessionDefinition {
        trackingModes = trackingModes == null ? null : Set.copyOf(trackingModes);
    }
}
