package dev.lanner.container.session;

import dev.lanner.container.session.store.StoreException;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/// One look at all sessions of a context that has a store: what changed is written, what has ended is forgotten. Used by one
/// thread, with the application's class loader.
final class SessionRound {
    private static final Logger LOG = LazyLogger.of(SessionRound.class);
    private static final int MOST_EXPIRED = 1000;
    private static final int MOST_COMPARED = 2000;
    private static final long COMPARED = TimeUnit.SECONDS.toNanos(30);

    private final Sessions sessions;
    private final SessionKeeper keeper;
    private int failures;
    private String reason = "";

    SessionRound(Sessions sessions, SessionKeeper keeper) {
        this.sessions = sessions;
        this.keeper = keeper;
    }

    /// As often as unused sessions are looked for.
    ///
    /// @param now milliseconds since 1970
    void run(long now) {
        keeper.catchUp();
        int compared = 0;
        for (Session session : sessions.all()) {
            boolean old = keeper.shared() && isOld(session) && compared++ < MOST_COMPARED;
            if (!keep(session, now, old)) {
                break;
            }
        }
        if (failures > 0) {
            LOG.log(Level.ERROR, "LNR-3311 context {0}: {1} sessions are in memory only for now, and are tried again: "
                    + "{2}", sessions.context().getContextPath(), failures, reason);
        }
        try {
            endExpired(now);
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "sessions whose time is over are not listed: {0}", e.getMessage());
        }
    }

    private static boolean isOld(Session session) {
        SessionTracking tracking = session.tracking();
        return tracking != null && System.nanoTime() - tracking.verified > COMPARED;
    }

    /// @return false when the store is away, so that there is no use in going on
    private boolean keep(Session session, long now, boolean compare) {
        try {
            if ((compare || keeper.shared() && session.isIdle(now)) && !sessions.refresh(session)) {
                return true;
            }
            if (session.isIdle(now)) {
                session.expire(now);
            } else if (!keeper.shared() || session.tracking() != null && session.tracking().pending) {
                write(session);
            }
            return true;
        } catch (SessionStoreException e) {
            note(e);
            return e.status() != 503 || !keeper.shared();
        } catch (RuntimeException e) {
            note(e);
            return true;
        }
    }

    private void write(Session session) {
        if (!keeper.save(session, 0)) {
            session.end();
        }
    }

    private void note(RuntimeException e) {
        failures++;
        reason = String.valueOf(e.getMessage());
    }

    private void endExpired(long now) throws StoreException {
        for (String key : keeper.store().expired(now, MOST_EXPIRED)) {
            Session session = keeper.loadExpired(sessions, key);
            // it may be here, or have been used since it was listed
            boolean alive = session != null && (sessions.known(session.id()) != null || !session.isIdle(now));
            if (!alive && keeper.store().remove(key) && session != null) {
                session.endUnlisted();
            }
        }
    }

    /// The context stops: each session is written and leaves memory, without its end. What can't be written ends, unless
    /// other servers can go on with what a shared store has of it.
    void close() {
        int lost = 0;
        for (Session session : sessions.all()) {
            if (!leave(session)) {
                lost++;
                if (session.claim(true)) {
                    drop(session);
                }
            }
        }
        if (lost > 0) {
            LOG.log(Level.ERROR, "LNR-3316 context {0}: {1} sessions could not be written to {2} when the context "
                    + "stopped, and ended, or lost what they last changed where {2} had them already: {3}",
                    sessions.context().getContextPath(), lost, keeper.store().describe(), reason);
        }
        keeper.catchUp();
        keeper.store().close();
    }

    private void drop(Session session) {
        if (keeper.keepsWithoutUs(session)) {
            sessions.moved(session);
        } else {
            session.end();
        }
    }

    private boolean leave(Session session) {
        try {
            if (keeper.save(session, Integer.MAX_VALUE) && session.claim(true)) {
                keeper.passivated(session);
                sessions.moved(session);
            }
            return true;
        } catch (RuntimeException e) {
            reason = String.valueOf(e.getMessage());
            return false;
        }
    }
}
