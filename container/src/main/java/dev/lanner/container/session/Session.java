package dev.lanner.container.session;

import dev.lanner.container.session.keep.SessionImage;
import dev.lanner.spi.features.SessionData;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A session. Safe for use by any thread, without locks.
///
/// `use` counts the requests that use the session; its sign bit says that no further one may. A session without
/// requests ends by one compare-and-set from 0 to the sign bit, so it never ends by time while it is in use.
public final class Session implements SessionData {
    private static final int CLOSED = Integer.MIN_VALUE;
    /// A request's end is written down only when it is this much later than its begin, so that the requests of a busy
    /// session do not write the same field all the time.
    private static final long COARSE_MILLIS = 500;

    private final Sessions owner;
    private final long created;
    private final AtomicInteger use = new AtomicInteger();
    private final AtomicReference<SessionState> state = new AtomicReference<>(SessionState.LIVE);
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final HttpSession view;
    private final Map<Class<?>, Object> notes = new ConcurrentHashMap<>(2);
    /// Null for a session that is in memory only.
    private final @Nullable SessionTracking tracking;
    private volatile String id;
    private volatile boolean fresh = true;
    private volatile boolean elsewhere;
    private volatile int maxInactiveSeconds;
    /// When the last request but the running one came.
    private volatile long previous;
    /// When the last request came.
    private volatile long latest;
    /// When the session was last in use, to within half a second.
    private volatile long touched;

    Session(Sessions owner, String id, long now, int maxInactiveSeconds) {
        this.owner = owner;
        this.id = id;
        created = now;
        previous = now;
        latest = now;
        touched = now;
        this.maxInactiveSeconds = maxInactiveSeconds;
        tracking = owner.isStored() ? new SessionTracking() : null;
        view = new SessionView(this, owner.context());
    }

    /// A session that comes from elsewhere; it holds nothing yet.
    ///
    /// @param slack how much later than its head says it may have been used, in milliseconds
    Session(Sessions owner, SessionImage.Head head, long slack) {
        this.owner = owner;
        id = head.id();
        created = head.created();
        previous = head.accessed();
        latest = head.accessed();
        touched = head.accessed() + slack;
        maxInactiveSeconds = head.maxInactiveSeconds();
        fresh = false;
        tracking = owner.isStored() ? new SessionTracking() : null;
        view = new SessionView(this, owner.context());
    }

    /// The session as the Servlet API shows it; always the same object.
    public HttpSession view() {
        return view;
    }

    @Override
    public String id() {
        return id;
    }

    /// Whether it has not ended and is not about to.
    public boolean isLive() {
        return state.get() == SessionState.LIVE;
    }

    /// Whether it has ended or is about to, and has not only gone elsewhere.
    boolean isOver() {
        return !isLive() && !elsewhere;
    }

    // ---- use by requests

    /// Begins a use. Each that answers true is followed by [#leave].
    ///
    /// @return whether the session can still be used
    boolean enter(long now) {
        if (use.incrementAndGet() < 0) {
            use.decrementAndGet();
            return false;
        }
        if (latest != now) {
            previous = latest;
            latest = now;
            touched = now;
        }
        return true;
    }

    /// A use by a request that the client sent with the session's id: the client has joined.
    void join() {
        if (fresh) {
            fresh = false;
        }
    }

    void leave(long now) {
        if (now - touched > COARSE_MILLIS) {
            touched = now;
        }
        use.decrementAndGet();
    }

    /// Takes the session out of use for good, so that it can go elsewhere; nobody is told.
    ///
    /// @param force even when requests use it: they find that it has ended
    /// @return whether it was this call that did it
    boolean claim(boolean force) {
        if (use.compareAndSet(0, CLOSED)) {
            return true;
        }
        return force && use.getAndUpdate(count -> count | CLOSED) >= 0;
    }

    /// It has gone elsewhere: here it is empty. Nobody is told.
    void gone() {
        elsewhere = true;
        state.set(SessionState.ENDED);
        attributes.clear();
        notes.clear();
    }

    /// How many requests use it.
    int users() {
        return use.get() & Integer.MAX_VALUE;
    }

    /// Another server has served a request of it.
    ///
    /// @param at when
    /// @param slack how much later it may have been, in milliseconds
    void usedElsewhere(long at, long slack) {
        if (at > latest) {
            latest = at;
        }
        if (at + slack > touched) {
            touched = at + slack;
        }
    }

    /// Whether its time is over, were it not in use.
    boolean isIdle(long now) {
        int seconds = maxInactiveSeconds;
        return seconds > 0 && now - touched >= seconds * 1000L;
    }

    /// Ends the session when its time is over and no request uses it.
    ///
    /// @return whether it can't be used any more
    boolean expire(long now) {
        if (!isIdle(now) || !use.compareAndSet(0, CLOSED)) {
            return use.get() < 0;
        }
        end();
        return true;
    }

    /// Ends the session, in use or not. Does nothing when it is ending or has ended.
    void end() {
        if (!state.compareAndSet(SessionState.LIVE, SessionState.ENDING)) {
            return;
        }
        use.getAndUpdate(count -> count | CLOSED);
        owner.forget(this);
        tell();
    }

    private void tell() {
        SessionEvents events = owner.events();
        events.destroyed(view);
        clear(events);
        notes.clear();
        state.set(SessionState.ENDED);
        // what another request set meanwhile
        clear(events);
    }

    /// Ends a session that was only read to be ended: it is in no table.
    void endUnlisted() {
        if (state.compareAndSet(SessionState.LIVE, SessionState.ENDING)) {
            use.getAndUpdate(count -> count | CLOSED);
            tell();
        }
    }

    private void clear(SessionEvents events) {
        for (String name : Set.copyOf(attributes.keySet())) {
            Object value = attributes.remove(name);
            if (value != null) {
                events.removed(view, name, value);
            }
        }
    }

    // ---- what it holds

    @Override
    public Set<String> names() {
        check();
        return Set.copyOf(attributes.keySet());
    }

    @Override
    public @Nullable Object get(String name) {
        check();
        SessionTracking own = tracking;
        if (own != null && owner.readsCount()) {
            own.touched(name);
        }
        return attributes.get(name);
    }

    @Override
    public void set(String name, @Nullable Object value) {
        check();
        SessionTracking own = tracking;
        if (own != null) {
            own.replaced(name);
        }
        if (value == null) {
            Object old = attributes.remove(name);
            if (old != null) {
                owner.events().removed(view, name, old);
            }
            return;
        }
        if (owner.distributable() && !(value instanceof Serializable)) {
            throw new IllegalArgumentException("LNR-3319: session attribute " + name + " is a "
                    + value.getClass().getName() + ", which is not Serializable: the application is marked "
                    + "<distributable/> (Servlet 6.1, 7.7.2)");
        }
        Object old = attributes.put(name, value);
        owner.events().set(view, name, value, old);
        if (state.get() == SessionState.ENDED) {
            clear(owner.events());
        }
    }

    @Override
    public void invalidate() {
        check();
        end();
    }

    /// What the container keeps with the session, and the application never sees; null for nothing.
    public <T> @Nullable T note(Class<T> type) {
        return type.cast(notes.get(type));
    }

    /// Keeps something with the session until it ends; null takes it away.
    public <T> void note(Class<T> type, @Nullable T value) {
        if (value == null) {
            notes.remove(type);
            return;
        }
        notes.put(type, value);
        if (!isLive()) {
            notes.clear();
        }
    }

    // ---- for who keeps it

    @Nullable
    SessionTracking tracking() {
        return tracking;
    }

    void touched(String name) {
        if (tracking != null) {
            tracking.touched(name);
        }
    }

    /// The attributes, whatever the session's state; changes are told to nobody.
    Map<String, Object> values() {
        return attributes;
    }

    /// What another server set.
    void keepInactive(int seconds) {
        maxInactiveSeconds = seconds;
    }

    long createdAt() {
        return created;
    }

    long touchedAt() {
        return Math.max(latest, Math.min(touched, owner.now()));
    }

    // ---- what is known of it

    long created() {
        check();
        return created;
    }

    long lastAccessed() {
        check();
        return previous;
    }

    boolean isFresh() {
        check();
        return fresh;
    }

    /// How long it lives unused, in seconds; 0 for ever.
    public int maxInactiveSeconds() {
        return maxInactiveSeconds;
    }

    /// Sets how long it lives unused.
    public void maxInactiveSeconds(int seconds) {
        maxInactiveSeconds = seconds;
    }

    Sessions owner() {
        return owner;
    }

    void rename(String newId) {
        id = newId;
    }

    private void check() {
        if (state.get() == SessionState.ENDED) {
            throw new IllegalStateException("the session was invalidated, or its time is over");
        }
    }
}
