package dev.lanner.container.session;

import dev.lanner.container.session.keep.SessionBacking;
import dev.lanner.container.session.keep.SessionImage;
import dev.lanner.container.session.keep.SessionSeal;
import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Brings the sessions of a context and their store together. For any thread.
///
/// Of a store of this server alone, memory is the truth and the store follows. Of a shared one the store is the truth: it
/// is asked before a session is used, and told before a request ends.
final class SessionKeeper {
    private static final Logger LOG = LazyLogger.of(SessionKeeper.class);
    private static final int ATTEMPTS = 10;
    /// Between two attempts, times the number of those that failed before.
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MINUTE = 60_000;

    private final SessionStore store;
    private final SessionSeal seal;
    private final SessionPacker packer;
    private final SessionMerge merge;
    private final long largest;
    private final String context;
    /// Keys of sessions that have ended, and that the store could not be told of.
    private final Map<String, Boolean> ended = new ConcurrentHashMap<>();
    /// How often a key was put there.
    private final AtomicLong endings = new AtomicLong();

    SessionKeeper(SessionBacking backing, SessionPacker packer, SessionHome home) {
        store = backing.store();
        seal = backing.seal();
        this.packer = packer;
        merge = new SessionMerge(packer, home.notes());
        largest = home.largest();
        context = home.context().getContextPath();
    }

    boolean shared() {
        return store.shared();
    }

    SessionStore store() {
        return store;
    }

    /// How late a use may be written, in milliseconds.
    static long slack(int maxInactiveSeconds) {
        return maxInactiveSeconds == 0 ? MINUTE : Math.clamp(maxInactiveSeconds * 50L, 1000, MINUTE);
    }

    private static long expires(SessionImage.Head head) {
        return expires(head.accessed(), head.maxInactiveSeconds());
    }

    private static long expires(long accessed, int seconds) {
        return seconds == 0 ? Long.MAX_VALUE : accessed + seconds * 1000L + slack(seconds);
    }

    // ---- find

    /// Reads a session from the store.
    ///
    /// @return null when there is none
    /// @throws SessionStoreException when that can't be found out
    @Nullable
    Session load(Sessions owner, String id) {
        String key = seal.keyOf(id);
        if (ended.containsKey(key)) {
            return null;
        }
        try {
            long asked = System.nanoTime();
            Session session = revive(owner, store.load(key, 0), asked);
            return session == null || !session.id().equals(id) ? null : session;
        } catch (StoreException e) {
            throw away(e);
        }
    }

    /// Reads a session whose time is over.
    ///
    /// @return null when it is not there any more, or can't be read
    @Nullable
    Session loadExpired(Sessions owner, String key) throws StoreException {
        long asked = System.nanoTime();
        return revive(owner, store.load(key, 0), asked);
    }

    /// Whether a session that was read from a store of this server alone has ended while it was read.
    ///
    /// @param before what [#endings] was before it was read
    /// @throws SessionStoreException when that can't be found out
    boolean endedMeanwhile(Session session, long before) {
        if (shared() || endings.get() == before) {
            return false;
        }
        String key = seal.keyOf(session.id());
        try {
            return ended.containsKey(key) || store.load(key, tracking(session).version) == null;
        } catch (StoreException e) {
            throw away(e);
        }
    }

    /// How many sessions have ended, or have a new id.
    long endings() {
        return endings.get();
    }

    /// @param asked when the store was asked
    private @Nullable Session revive(Sessions owner, @Nullable StoredSession stored, long asked) {
        SessionImage image = stored == null ? null : open(stored);
        if (stored == null || image == null) {
            return null;
        }
        Session session = new Session(owner, image.head(), slack(image.head().maxInactiveSeconds()));
        packer.unpack(image, session);
        session.usedElsewhere(stored.accessed(), slack(image.head().maxInactiveSeconds()));
        SessionTracking tracking = tracking(session);
        SessionMerge.stored(tracking, image, stored.version());
        tracking.accessed = Math.max(tracking.accessed, stored.accessed());
        tracking.verified = asked;
        return session;
    }

    private @Nullable SessionImage open(StoredSession stored) {
        byte[] plain = seal.open(stored.key(), stored.version(), stored.content());
        String reason = "it was not written with this key file for this context, or is damaged";
        if (plain != null) {
            try {
                return SessionImage.decode(plain);
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        LOG.log(Level.ERROR, "LNR-3314 context {0}: what {1} has under {2} is not read: {3}", context,
                store.describe(), stored.key(), reason);
        store.setAside(stored.key(), reason);
        return null;
    }

    // ---- compare

    /// Brings what other servers wrote into a live session.
    ///
    /// @return false when it has ended elsewhere
    /// @throws SessionStoreException when that can't be found out
    boolean refresh(Session session) {
        SessionTracking tracking = tracking(session);
        tracking.guard.lock();
        try {
            String id = tracking.storedId;
            if (id == null) {
                return true;
            }
            long asked = System.nanoTime();
            StoredSession stored = store.load(seal.keyOf(id), tracking.version);
            if (stored == null) {
                return false;
            }
            if (stored.version() != tracking.version) {
                SessionImage image = open(stored);
                if (image == null) {
                    return false;
                }
                merge.bring(image, stored.version(), session, tracking, merge.compare(session, tracking));
            }
            tracking.accessed = Math.max(tracking.accessed, stored.accessed());
            session.usedElsewhere(stored.accessed(), slack(session.maxInactiveSeconds()));
            // what others write from now on may have been missed
            tracking.verified = asked;
            return true;
        } catch (StoreException e) {
            throw away(e);
        } finally {
            tracking.guard.unlock();
        }
    }

    // ---- write

    /// Writes a session when it has changed, or its last use is not known to the store for long.
    ///
    /// @param users how many requests may use it for what they were handed to be settled
    /// @return false when it has ended elsewhere
    /// @throws SessionStoreException when it could not be written; it is tried again
    boolean save(Session session, int users) {
        SessionTracking tracking = tracking(session);
        tracking.guard.lock();
        try {
            tracking.pending = true;
            boolean there = write(session, tracking, users);
            tracking.pending = false;
            takeBack(session, tracking);
            return there;
        } catch (StoreException e) {
            throw away(e);
        } finally {
            tracking.guard.unlock();
        }
    }

    /// What has ended, or has a new id, while it was written must not be found.
    private void takeBack(Session session, SessionTracking tracking) {
        String id = tracking.storedId;
        if (id != null && (session.isOver() || !shared() && !id.equals(session.id()))) {
            forget(id);
        }
    }

    private boolean write(Session session, SessionTracking tracking, int users) throws StoreException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!session.isLive()) {
                return true;
            }
            SessionMerge.Difference difference = merge.compare(session, tracking);
            if (!difference.changed()) {
                settle(session, tracking, difference, users);
                touch(session, tracking);
                return true;
            }
            SessionImage image = merge.image(session, tracking, difference);
            byte[] plain = image.encode();
            if (plain.length > largest) {
                throw new SessionStoreException(500, "LNR-3315: context " + context + ": a session of " + plain.length
                        + " bytes is not kept in " + store.describe()
                        + ": the setting limits.max-stored-session-size is " + largest, null);
            }
            if (write(image, plain, tracking)) {
                settle(session, tracking, difference, users);
                return true;
            }
            StoredSession stored = store.load(seal.keyOf(tracking.storedId == null
                    ? session.id()
                    : tracking.storedId), 0);
            SessionImage theirs = stored == null ? null : open(stored);
            if (stored == null || theirs == null) {
                return false;
            }
            merge.bring(theirs, stored.version(), session, tracking, difference);
            // or two servers with many requests of one session take turns in failing
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE) * attempt);
        }
        throw new StoreException(store.describe() + ": other servers wrote the session " + ATTEMPTS
                + " times in between");
    }

    private boolean write(SessionImage image, byte[] plain, SessionTracking tracking) throws StoreException {
        SessionImage.Head head = image.head();
        String key = seal.keyOf(head.id());
        String oldId = tracking.storedId;
        String left = oldId == null || oldId.equals(head.id()) ? null : oldId;
        long version = left == null ? tracking.version + 1 : 1;
        if (left != null && shared() && !isCurrent(left, tracking.version)) {
            return false;
        }
        StoredSession stored = new StoredSession(key, version, head.accessed(), expires(head),
                seal.seal(key, version, plain));
        if (!store.save(stored, version - 1)) {
            if (left != null && store.load(key, version) != null) {
                // an earlier attempt came through, and its answer did not
                forget(left);
                tracking.storedId = head.id();
            }
            return false;
        }
        if (left != null) {
            forget(left);
        }
        SessionMerge.stored(tracking, image, version);
        return true;
    }

    private boolean isCurrent(String id, long version) throws StoreException {
        StoredSession stored = store.load(seal.keyOf(id), version);
        return stored != null && stored.version() == version;
    }

    private static void settle(Session session, SessionTracking tracking, SessionMerge.Difference difference,
            int users) {
        if (session.users() <= users) {
            tracking.written(difference.marks());
        }
    }

    private void touch(Session session, SessionTracking tracking) throws StoreException {
        long used = session.touchedAt();
        String id = tracking.storedId;
        if (id != null && used - tracking.accessed >= slack(session.maxInactiveSeconds())) {
            store.touch(seal.keyOf(id), used, expires(used, session.maxInactiveSeconds()));
            tracking.accessed = used;
        }
    }

    // ---- end

    /// A session is about to leave memory as it has ended: from now on it is not read any more.
    void ending(Session session) {
        String id = tracking(session).storedId;
        if (id != null) {
            mark(id);
        }
    }

    private void mark(String id) {
        ended.put(seal.keyOf(id), true);
        endings.incrementAndGet();
    }

    /// A session is about to be known under another id. A shared store is told with the next write, as another server may
    /// ask it until then.
    void renaming(String oldId) {
        if (!shared()) {
            mark(oldId);
        }
    }

    /// A session is known under another id.
    void renamed(String oldId) {
        if (!shared()) {
            forget(oldId);
        }
    }

    /// A session of the version of the application before is here now. What that has written of it lies in the same files.
    void adopted(Session session) {
        if (!shared()) {
            tracking(session).storedId = session.id();
        }
    }

    /// Whether the store has a state of the session that outlives this server.
    boolean keepsWithoutUs(Session session) {
        return shared() && tracking(session).storedId != null;
    }

    /// A session has ended: it must not be found again.
    void remove(Session session) {
        String id = tracking(session).storedId;
        if (id != null) {
            forget(id);
        }
    }

    /// A session leaves this server's memory.
    void passivated(Session session) {
        packer.passivated(session);
    }

    private void forget(String id) {
        String key = seal.keyOf(id);
        ended.put(key, true);
        try {
            store.remove(key);
            ended.remove(key);
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "a session that has ended is still in the store: {0}", e.getMessage());
        }
    }

    /// Whether the store has yet to be told that a session has ended.
    boolean isBehind() {
        return !ended.isEmpty();
    }

    /// What a request is told whose session has ended here, and not yet in the store.
    SessionStoreException behind() {
        return new SessionStoreException(503, "LNR-3324: context " + context + ": " + store.describe()
                + " could not be told that a session has ended; it is tried again", null);
    }

    /// Tells the store what it could not be told before.
    void catchUp() {
        for (Iterator<String> keys = ended.keySet().iterator(); keys.hasNext();) {
            try {
                store.remove(keys.next());
                keys.remove();
            } catch (StoreException e) {
                return;
            }
        }
    }

    private SessionStoreException away(StoreException e) {
        return new SessionStoreException(503, "LNR-3324: context " + context + ": the session store can't be used: "
                + e.getMessage(), e);
    }

    private static SessionTracking tracking(Session session) {
        SessionTracking tracking = session.tracking();
        if (tracking == null) {
            throw new IllegalStateException("the session is not kept in a store");
        }
        return tracking;
    }
}
