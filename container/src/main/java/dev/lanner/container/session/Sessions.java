package dev.lanner.container.session;

import jakarta.servlet.ServletContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sessions of a context. Safe for use by any thread.
public final class Sessions implements AutoCloseable {
    private final SessionConfig config;
    private final SessionEvents events;
    private final ServletContext context;
    private final Executor inContext;
    private final InstantSource clock;
    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    /// Guards the change of a session's id; not needed to find one.
    private final ReentrantLock renaming = new ReentrantLock();
    private volatile boolean closed;

    /// @param config how sessions are kept
    /// @param events who is told
    /// @param context the application
    /// @param inContext runs at once what belongs to the application but is not part of a request, with the
    ///   application's class loader
    /// @param clock the time
    public Sessions(SessionConfig config, SessionEvents events, ServletContext context, Executor inContext,
            InstantSource clock) {
        this.config = config;
        this.events = events;
        this.context = context;
        this.inContext = inContext;
        this.clock = clock;
    }

    /// How sessions are kept.
    public SessionConfig config() {
        return config;
    }

    /// How many sessions there are.
    public long count() {
        return count.get();
    }

    /// Ends those whose time is over and that no request uses.
    public void sweep() {
        long now = now();
        for (Session session : byId.values()) {
            if (session.isIdle(now)) {
                inContext.execute(() -> session.expire(now));
            }
        }
    }

    /// Ends all sessions; no new ones can be made. Idempotent.
    @Override
    public void close() {
        closed = true;
        for (Session session : byId.values()) {
            inContext.execute(session::end);
        }
    }

    /// Finds a session and begins a use of it.
    ///
    /// @return null when there is none of this id; else to be ended by [Session#leave]
    @Nullable
    Session enter(String id) {
        Session session = id.length() == SessionId.LENGTH ? byId.get(id) : null;
        if (session == null) {
            return null;
        }
        long now = now();
        return !session.expire(now) && session.enter(now) ? session : null;
    }

    /// Makes a session and begins a use of it.
    ///
    /// @param siblingId the id of the client's session in another context, or null
    /// @throws SessionLimitException when there are as many as there may be
    Session create(@Nullable String siblingId) {
        if (closed) {
            throw stopping();
        }
        long limit = config.maxSessions();
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            throw new SessionLimitException(limit);
        }
        String id = siblingId == null ? SessionId.next() : siblingId;
        Session session = new Session(this, id, now(), config.timeoutSeconds());
        while (byId.putIfAbsent(id, session) != null) {
            id = SessionId.next();
            session.rename(id);
        }
        session.enter(session.created());
        if (closed) {
            session.end();
            throw stopping();
        }
        events.created(session.view());
        return session;
    }

    /// Gives a session a new id.
    void changeId(Session session) {
        String oldId;
        renaming.lock();
        try {
            oldId = session.id();
            String id = SessionId.next();
            while (byId.putIfAbsent(id, session) != null) {
                id = SessionId.next();
            }
            session.rename(id);
            byId.remove(oldId, session);
            if (!session.isLive()) {
                byId.remove(id, session);
                return;
            }
        } finally {
            renaming.unlock();
        }
        events.idChanged(session.view(), oldId);
    }

    /// Called once for each session, when it is no longer live.
    void forget(Session session) {
        count.decrementAndGet();
        renaming.lock();
        try {
            byId.remove(session.id(), session);
        } finally {
            renaming.unlock();
        }
    }

    long now() {
        return clock.millis();
    }

    ServletContext context() {
        return context;
    }

    SessionEvents events() {
        return events;
    }

    private static IllegalStateException stopping() {
        return new IllegalStateException("the application is stopping: no new sessions");
    }
}
