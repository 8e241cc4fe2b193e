package dev.lanner.container.session;

import dev.lanner.container.session.keep.SessionImage;
import dev.lanner.container.session.keep.Values;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes live sessions into images and back. What can't be serialized is named once for each class and left out. For any
/// thread.
///
/// Objects that listen are told before they are serialized; those that stay in use are then told that they are active
/// again, as their copy is (Servlet 6.1, 7.7.2).
final class SessionPacker {
    private static final Logger LOG = LazyLogger.of(SessionPacker.class);
    private static final int ATTEMPTS = 3;

    private final SessionHome home;
    private final SessionEvents events;
    private final Values values;
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    SessionPacker(SessionHome home, SessionEvents events, Values values) {
        this.home = home;
        this.events = events;
        this.values = values;
    }

    /// Bytes of a session's attributes, as far as they can be made.
    ///
    /// @param session whose
    /// @param only these; null for all
    /// @param stays whether the session goes on to be used
    Map<String, byte[]> serialize(Session session, @Nullable Set<String> only, boolean stays) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        session.values().forEach((name, value) -> {
            if (only == null || only.contains(name)) {
                byte[] bytes = serialize(session, name, value, stays);
                if (bytes != null) {
                    all.put(name, bytes);
                }
            }
        });
        return all;
    }

    private byte @Nullable [] serialize(Session session, String name, Object value, boolean stays) {
        events.passivating(session.view(), value);
        try {
            return write(value);
        } catch (IOException e) {
            if (named.add(value.getClass().getName() + e.getMessage())) {
                LOG.log(Level.WARNING, "LNR-3312 context {0}: session attribute {1} of {2} is not kept outside of "
                        + "this server''s memory: {3}", home.context().getContextPath(), name,
                        value.getClass().getName(), reason(e));
            }
            return null;
        } finally {
            if (stays) {
                events.activated(session.view(), value);
            }
        }
    }

    /// Another request may be changing the object: then once more.
    private byte[] write(Object value) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                return values.write(value);
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !(e.getCause() instanceof java.util.ConcurrentModificationException)) {
                    throw e;
                }
            }
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.io.NotSerializableException
                ? e.getMessage() + " is not Serializable"
                : String.valueOf(
                        e.getMessage());
    }

    /// The session's head as of now.
    SessionImage.Head head(Session session) {
        return new SessionImage.Head(session.id(), session.createdAt(), session.touchedAt(),
                session.maxInactiveSeconds());
    }

    /// All of a session that goes elsewhere.
    SessionImage pack(Session session) {
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        SessionTracking tracking = session.tracking();
        if (tracking != null) {
            attributes.putAll(tracking.unreadable);
        }
        attributes.putAll(serialize(session, null, false));
        return new SessionImage(head(session), home.notes().write(session), attributes);
    }

    /// Fills a session that nobody uses yet.
    void unpack(SessionImage image, Session session) {
        Map<String, Object> read = new HashMap<>();
        image.attributes().forEach((name, bytes) -> {
            Object value = deserialize(name, bytes);
            if (value != null) {
                read.put(name, value);
            } else if (session.tracking() != null) {
                session.tracking().unreadable.put(name, bytes);
            }
        });
        session.values().putAll(read);
        notes(session, image.notes());
        read.values().forEach(value -> events.activated(session.view(), value));
    }

    /// A session's values leave memory.
    void passivated(Session session) {
        session.values().values().forEach(value -> events.passivating(session.view(), value));
    }

    /// A value has come into a session.
    void activated(Session session, Object value) {
        events.activated(session.view(), value);
    }

    void notes(Session session, byte[] bytes) {
        try {
            home.notes().read(session, bytes);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-3313 context {0}: who was logged in with a session can''t be restored: {1}",
                    home.context().getContextPath(), e.getMessage());
        }
    }

    /// The value of an attribute; null when it can't be made here.
    @Nullable
    Object deserialize(String name, byte[] bytes) {
        try {
            return values.read(bytes);
        } catch (IOException e) {
            if (named.add(name + e.getMessage())) {
                LOG.log(Level.WARNING, "LNR-3313 context {0}: session attribute {1} can''t be restored: {2}",
                        home.context().getContextPath(), name, e.getMessage());
            }
            return null;
        }
    }
}
