package dev.lanner.container.session;

import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells listeners of sessions (Servlet 6.1, 7.4, 11.3). A listener that throws is logged, and the next one is told: no
/// listener keeps a session from ending.
///
/// @param sessions told in this order of new sessions, and in reverse order of their end
/// @param attributes told of attributes, in this order
/// @param ids told of changed ids, in this order
public record SessionEvents(List<HttpSessionListener> sessions, List<HttpSessionAttributeListener> attributes,
        List<HttpSessionIdListener> ids) {
    /// Nobody listens.
    public static final SessionEvents NONE = new SessionEvents(List.of(), List.of(), List.of());

    private static final Logger LOG = LazyLogger.of(SessionEvents.class);

    /// Copies the lists.
    public SessionEvents {
        sessions = List.copyOf(sessions);
        attributes = List.copyOf(attributes);
        ids = List.copyOf(ids);
    }

    void created(HttpSession session) {
        if (sessions.isEmpty()) {
            return;
        }
        HttpSessionEvent event = new HttpSessionEvent(session);
        for (HttpSessionListener listener : sessions) {
            tell(listener, () -> listener.sessionCreated(event));
        }
    }

    void destroyed(HttpSession session) {
        if (sessions.isEmpty()) {
            return;
        }
        HttpSessionEvent event = new HttpSessionEvent(session);
        for (HttpSessionListener listener : sessions.reversed()) {
            tell(listener, () -> listener.sessionDestroyed(event));
        }
    }

    void idChanged(HttpSession session, String oldId) {
        HttpSessionEvent event = new HttpSessionEvent(session);
        for (HttpSessionIdListener listener : ids) {
            tell(listener, () -> listener.sessionIdChanged(event, oldId));
        }
    }

    /// An attribute was set.
    ///
    /// @param old the value before, or null
    void set(HttpSession session, String name, Object value, @Nullable Object old) {
        if (value != old) {
            bound(session, name, value);
            unbound(session, name, old);
        }
        if (attributes.isEmpty()) {
            return;
        }
        HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, old == null ? value : old);
        for (HttpSessionAttributeListener listener : attributes) {
            tell(listener, () -> {
                if (old == null) {
                    listener.attributeAdded(event);
                } else {
                    listener.attributeReplaced(event);
                }
            });
        }
    }

    void removed(HttpSession session, String name, Object old) {
        unbound(session, name, old);
        if (attributes.isEmpty()) {
            return;
        }
        HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, old);
        for (HttpSessionAttributeListener listener : attributes) {
            tell(listener, () -> listener.attributeRemoved(event));
        }
    }

    /// An attribute is about to be serialized (Servlet 6.1, 7.7.2).
    void passivating(HttpSession session, Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            tell(listener, () -> listener.sessionWillPassivate(new HttpSessionEvent(session)));
        }
    }

    /// An attribute was deserialized, or goes on to be used after it was serialized.
    void activated(HttpSession session, Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            tell(listener, () -> listener.sessionDidActivate(new HttpSessionEvent(session)));
        }
    }

    private static void bound(HttpSession session, String name, Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            tell(listener, () -> listener.valueBound(new HttpSessionBindingEvent(session, name, value)));
        }
    }

    private static void unbound(HttpSession session, String name, @Nullable Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            tell(listener, () -> listener.valueUnbound(new HttpSessionBindingEvent(session, name, value)));
        }
    }

    private static void tell(Object listener, Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            LOG.log(Level.ERROR, "LNR-3302 a session listener failed: " + listener.getClass().getName(), failure);
        }
    }
}
