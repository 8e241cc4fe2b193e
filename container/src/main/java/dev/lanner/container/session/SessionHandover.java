package dev.lanner.container.session;

import dev.lanner.container.session.keep.SessionImage;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Moves sessions from one version of an application to the next, which runs already: each when it is first asked for, the
/// rest when the old version ends. As bytes, since the classes of the two differ; they never leave the process. For any thread.
final class SessionHandover {
    private static final Logger LOG = LazyLogger.of(SessionHandover.class);
    /// How long a request of the new version waits for those of the old one.
    private static final long WAIT = TimeUnit.SECONDS.toNanos(2);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(1);

    private final Sessions from;
    private final Sessions to;

    SessionHandover(Sessions from, Sessions to) {
        this.from = from;
        this.to = to;
    }

    /// Moves a session that is asked for.
    ///
    /// @return null when the old version has none of this id
    @Nullable
    Session move(String id) {
        long begin = System.nanoTime();
        while (true) {
            Session there = to.known(id);
            if (there != null) {
                return there;
            }
            Session old = from.known(id);
            if (old == null) {
                return to.known(id);
            }
            boolean late = System.nanoTime() - begin > WAIT;
            if (old.isLive() && old.claim(late)) {
                if (late && old.users() > 0) {
                    LOG.log(Level.WARNING,
                            "LNR-3325 context {0}: a session moves to the new version while a request of "
                                    + "the old one still uses it; what that sets from now on fails",
                            from.context()
                                    .getContextPath());
                }
                return transfer(old);
            }
            // a request uses it, or another one moves it
            LockSupport.parkNanos(STEP);
        }
    }

    private @Nullable Session transfer(Session old) {
        try {
            SessionImage image = from.packed(old);
            return to.adopt(image);
        } finally {
            from.moved(old);
        }
    }

    /// Moves what is left.
    void moveAll() {
        for (Session old : from.all()) {
            if (!to.isClosed() && old.isLive() && old.claim(true)) {
                try {
                    transfer(old);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "LNR-3326 context " + from.context().getContextPath()
                            + ": a session could not be moved to the new version", e);
                }
            }
        }
        to.alone();
    }
}
