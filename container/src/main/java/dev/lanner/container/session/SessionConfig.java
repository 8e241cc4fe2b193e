package dev.lanner.container.session;

import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.SessionDefinition;
import dev.lanner.container.mapping.PathEncoding;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import jakarta.servlet.SessionTrackingMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a context keeps its sessions. May be changed until [#freeze], by the thread that starts the context.
public final class SessionConfig {
    /// How ids travel where the application does not say.
    public static final Set<SessionTrackingMode> DEFAULT_MODES = Set.of(SessionTrackingMode.COOKIE);

    private final String contextPath;
    private final long maxSessions;
    private final SessionCookies cookie;
    private volatile int timeoutSeconds;
    private volatile Set<SessionTrackingMode> trackingModes;
    private final boolean ownersModes;
    private volatile boolean frozen;

    /// @param contextPath empty for the root context
    /// @param definition what the descriptor says
    /// @param settings what holds for this context
    public SessionConfig(String contextPath, SessionDefinition definition, SettingValues settings) {
        // as clients send it: they compare it with the path of their requests
        this.contextPath = PathEncoding.encode(contextPath);
        maxSessions = settings.get(Settings.MAX_SESSIONS);
        cookie = new SessionCookies(definition.cookie(), OwnerCookie.of(settings));
        Duration timeout = definition.timeout() == null ? settings.get(Settings.SESSION_TIMEOUT) : definition.timeout();
        timeoutSeconds = Math.clamp(timeout.toSeconds(), 0, Integer.MAX_VALUE);
        Set<SessionTrackingMode> said = definition.trackingModes() == null ? DEFAULT_MODES : definition.trackingModes();
        Set<SessionTrackingMode> owners = modes(settings.get(Settings.SESSION_TRACKING));
        ownersModes = owners != null;
        trackingModes = owners == null ? said : owners;
        check(trackingModes);
    }

    /// Of a context's definition.
    public static SessionConfig of(ContextDefinition context) {
        return new SessionConfig(context.contextPath(), context.session(), context.settings());
    }

    /// From now on changes throw [IllegalStateException].
    public void freeze() {
        frozen = true;
        cookie.freeze();
    }

    /// Seconds after which an unused session ends; 0 for never.
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /// Changes it for sessions made from now on; 0 or less for never.
    public void timeoutSeconds(int seconds) {
        checkOpen();
        timeoutSeconds = Math.max(seconds, 0);
    }

    /// How ids travel.
    public Set<SessionTrackingMode> trackingModes() {
        return trackingModes;
    }

    /// Changes it, unless the owner has said it (`session-tracking`).
    ///
    /// @throws IllegalArgumentException for TLS session ids, which a client can lose at any time and which are not
    ///   supported
    public void trackingModes(Set<SessionTrackingMode> modes) {
        checkOpen();
        check(modes);
        if (!ownersModes) {
            trackingModes = modes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(modes));
        }
    }

    /// The cookie.
    public SessionCookies cookie() {
        return cookie;
    }

    /// The cookie's name.
    public String cookieName() {
        return cookie.effectiveName();
    }

    /// The name of the path parameter that carries an id (Servlet 6.1, 7.1.3).
    public String pathParameter() {
        return cookie.named() ? cookie.effectiveName() : SessionCookies.DEFAULT_NAME.toLowerCase(Locale.ROOT);
    }

    /// Percent-encoded.
    String contextPath() {
        return contextPath;
    }

    long maxSessions() {
        return maxSessions;
    }

    boolean cookies() {
        return trackingModes.contains(SessionTrackingMode.COOKIE);
    }

    boolean urls() {
        return trackingModes.contains(SessionTrackingMode.URL);
    }

    private static @Nullable Set<SessionTrackingMode> modes(Settings.SessionTracking owner) {
        return switch (owner) {
            case APPLICATION -> null;
            case COOKIE -> Set.of(SessionTrackingMode.COOKIE);
            case URL -> Set.of(SessionTrackingMode.URL);
            case COOKIE_AND_URL -> Set.of(SessionTrackingMode.COOKIE, SessionTrackingMode.URL);
        };
    }

    private static void check(Set<SessionTrackingMode> modes) {
        if (modes.contains(SessionTrackingMode.SSL)) {
            throw new IllegalArgumentException(
                    "LNR-3303 session tracking by TLS session ids is not supported: use COOKIE or URL");
        }
    }

    private void checkOpen() {
        if (frozen) {
            throw new IllegalStateException("the context is initialised: its sessions can't be set up any more");
        }
    }
}
