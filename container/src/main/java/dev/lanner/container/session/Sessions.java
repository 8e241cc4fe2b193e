package dev.lanner.container.session;

import dev.lanner.container.cookie.RequestCookies;
import dev.lanner.container.session.keep.ClassRule;
import dev.lanner.container.session.keep.SessionBacking;
import dev.lanner.container.session.keep.SessionImage;
import dev.lanner.container.session.keep.Values;
import dev.lanner.spi.message.Fields;
import jakarta.servlet.ServletContext;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sessions of a context. Safe for use by any thread.
public final class Sessions implements AutoCloseable {
    private final SessionConfig config;
    private final SessionEvents events;
    private final SessionHome home;
    private final InstantSource clock;
    private final @Nullable SessionKeeper keeper;
    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    /// Guards the change of a session's id; not needed to find one.
    private final ReentrantLock renaming = new ReentrantLock();
    private volatile boolean closed;
    /// Brings sessions of the version of the application that this one replaces, until that has ended.
    private volatile @Nullable SessionHandover before;
    /// Takes this version's sessions to the one that replaces it.
    private volatile @Nullable SessionHandover after;

    /// @param config how sessions are kept
    /// @param events who is told
    /// @param home the application
    /// @param backing where they are kept besides memory; null for nowhere
    /// @param clock the time
    public Sessions(SessionConfig config, SessionEvents events, SessionHome home, @Nullable SessionBacking backing,
            InstantSource clock) {
        this.config = config;
        this.events = events;
        this.home = home;
        this.clock = clock;
        keeper = backing == null ? null : new SessionKeeper(backing, packer(new ClassRule(home.loader())), home);
    }

    /// How sessions are kept.
    public SessionConfig config() {
        return config;
    }

    /// How many sessions there are in memory.
    public long count() {
        return count.get();
    }

    /// Whether there is none, in memory or in a store. What a store holds is not counted: with one the answer is no.
    public boolean isEmpty() {
        return keeper == null && count.get() == 0;
    }

    /// Whether a client that names this id has a session here. Asks the store where there is one.
    ///
    /// @throws SessionStoreException when the store can't be asked
    public boolean knows(String id) {
        if (id.length() != SessionId.LENGTH) {
            return false;
        }
        Session session = byId.get(id);
        if (session == null) {
            session = elsewhere(id);
        }
        return session != null && session.isLive();
    }

    /// Ends those whose time is over and that no request uses, and brings memory and store together.
    public void sweep() {
        long now = now();
        SessionKeeper own = keeper;
        if (own != null) {
            home.inContext().execute(() -> new SessionRound(this, own).run(now));
            return;
        }
        for (Session session : byId.values()) {
            if (session.isIdle(now)) {
                home.inContext().execute(() -> session.expire(now));
            }
        }
    }

    /// Ends all sessions, or takes them to the store or to the version that replaces this one; no new ones can be made.
    /// Idempotent.
    @Override
    public void close() {
        closed = true;
        SessionHandover next = after;
        SessionKeeper own = keeper;
        home.inContext().execute(() -> {
            if (next != null) {
                next.moveAll();
            }
            if (own != null) {
                new SessionRound(this, own).close();
            } else {
                all().forEach(Sessions::endUnlessMoving);
            }
        });
        after = null;
    }

    /// A request of the next version may be taking it over just now: it must find all of it.
    private static void endUnlessMoving(Session session) {
        if (session.claim(true)) {
            session.end();
        }
    }

    // ---- versions

    /// From now on sessions of the version of the application that this one replaces are taken over from there. Where both
    /// have the same shared store they are there anyway.
    public void follow(Sessions replaced) {
        if (keeper != null && keeper.shared() && replaced.keeper != null && replaced.keeper.shared()) {
            return;
        }
        SessionHandover handover = new SessionHandover(replaced, this);
        before = handover;
        replaced.after = handover;
    }

    boolean isClosed() {
        return closed;
    }

    /// The version before has ended: it must not be kept in memory.
    void alone() {
        before = null;
    }

    /// A session in bytes that this process alone sees.
    SessionImage packed(Session session) {
        SessionImage[] packed = new SessionImage[1];
        home.inContext().execute(() -> packed[0] = packer(null).pack(session));
        return packed[0];
    }

    private SessionPacker packer(@Nullable ClassRule rule) {
        return new SessionPacker(home, events, new Values(home.loader(), rule, home.largest()));
    }

    /// Takes over a session that was packed elsewhere.
    Session adopt(SessionImage image) {
        Session session = new Session(this, image.head(), 0);
        if (keeper != null) {
            keeper.adopted(session);
        }
        Session[] made = {session};
        home.inContext().execute(() -> {
            packer(null).unpack(image, session);
            image.attributes().keySet().forEach(session::touched);
            made[0] = enlist(session);
        });
        return made[0];
    }

    /// A session has gone elsewhere.
    void moved(Session session) {
        count.decrementAndGet();
        byId.remove(session.id(), session);
        session.gone();
    }

    // ---- find and make

    /// Finds a session and begins a use of it.
    ///
    /// @return null when there is none of this id; else to be ended by [Session#leave]
    /// @throws SessionStoreException when the store must be asked and can't be
    @Nullable
    Session enter(String id) {
        if (id.length() != SessionId.LENGTH) {
            return null;
        }
        Session session = byId.get(id);
        if (session == null) {
            session = elsewhere(id);
            if (session == null) {
                return null;
            }
        }
        long now = now();
        SessionKeeper own = keeper;
        if (own != null && own.shared() && session.isIdle(now) && !refresh(session)) {
            return null;
        }
        return !session.expire(now) && session.enter(now) ? session : null;
    }

    private @Nullable Session elsewhere(String id) {
        SessionHandover handover = before;
        if (handover != null) {
            Session moved = handover.move(id);
            if (moved != null) {
                return moved;
            }
        }
        SessionKeeper own = keeper;
        if (own == null || closed) {
            return null;
        }
        long before = own.endings();
        Session loaded = own.load(this, id);
        if (loaded == null) {
            return null;
        }
        Session known = enlist(loaded);
        if (known == loaded && own.endedMeanwhile(loaded, before)) {
            if (loaded.claim(true)) {
                moved(loaded);
            }
            return null;
        }
        return known;
    }

    /// Puts a session that came from elsewhere into the table.
    ///
    /// @return the one that is there: another thread may have been faster
    private Session enlist(Session session) {
        Session known = byId.putIfAbsent(session.id(), session);
        if (known != null) {
            return known;
        }
        count.incrementAndGet();
        return session;
    }

    /// Brings what other servers wrote into a session; one that has ended elsewhere ends here.
    ///
    /// @return whether it can still be used
    /// @throws SessionStoreException when the store can't be asked
    boolean refresh(Session session) {
        SessionKeeper own = keeper;
        if (own == null || own.refresh(session)) {
            return true;
        }
        home.inContext().execute(session::end);
        return false;
    }

    /// Whether a request names a session that is here, by a cookie, or in its path where that counts. Uses none. A store
    /// that can't be asked has none.
    public boolean isNamed(Fields headers, String rawPath) {
        if (config.cookies() && RequestCookies.find(headers, config.cookieName(), this::isKnown) != null) {
            return true;
        }
        String inPath = config.urls() ? SessionPath.idIn(rawPath, config.pathParameter()) : null;
        return inPath != null && isKnown(inPath) != null;
    }

    private @Nullable Boolean isKnown(String id) {
        try {
            return knows(id) ? Boolean.TRUE : null;
        } catch (SessionStoreException e) {
            // who asks for the session is told
            return null;
        }
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
            if (keeper != null) {
                keeper.renaming(oldId);
            }
            byId.remove(oldId, session);
            if (!session.isLive()) {
                byId.remove(id, session);
                return;
            }
        } finally {
            renaming.unlock();
        }
        if (keeper != null) {
            keeper.renamed(oldId);
        }
        events.idChanged(session.view(), oldId);
    }

    /// Called once for each session, when it is no longer live.
    void forget(Session session) {
        count.decrementAndGet();
        SessionKeeper own = keeper;
        if (own != null) {
            own.ending(session);
        }
        renaming.lock();
        try {
            byId.remove(session.id(), session);
        } finally {
            renaming.unlock();
        }
        if (own != null) {
            own.remove(session);
        }
    }

    // ---- parts

    /// The session of this id in memory, or null.
    @Nullable
    Session known(String id) {
        return byId.get(id);
    }

    Collection<Session> all() {
        return byId.values();
    }

    /// Keeps the sessions outside of memory; null when nothing does.
    @Nullable
    SessionKeeper keeper() {
        return keeper;
    }

    boolean isStored() {
        return keeper != null;
    }

    boolean distributable() {
        return home.distributable();
    }

    boolean readsCount() {
        return home.readsCount();
    }

    long now() {
        return clock.millis();
    }

    ServletContext context() {
        return home.context();
    }

    SessionEvents events() {
        return events;
    }

    private static IllegalStateException stopping() {
        return new IllegalStateException("the application is stopping: no new sessions");
    }
}
