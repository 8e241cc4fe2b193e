package dev.lanner.container.session;

import dev.lanner.spi.features.SessionData;
import jakarta.servlet.http.HttpSession;
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
    private volatile String id;
    private volatile boolean fresh = true;
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
        SessionEvents events = owner.events();
        events.destroyed(view);
        clear(events);
        notes.clear();
        state.set(SessionState.ENDED);
        // what another request set meanwhile
        clear(events);
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
        return attributes.get(name);
    }

    @Override
    public void set(String name, @Nullable Object value) {
        check();
        if (value == null) {
            Object old = attributes.remove(name);
            if (old != null) {
                owner.events().removed(view, name, old);
            }
            return;
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
