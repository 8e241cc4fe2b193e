package dev.lanner.http.h2.connection;

import dev.lanner.http.loop.EventLoop;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/// What the bodies of all HTTP/2 connections of a server hold together that no application has read, beyond the first
/// window of each connection.
///
/// Windows are given away on the promise that the application reads; this is what bounds memory where it stops to.
/// Counting never waits. Safe for use by several threads.
final class UnreadBudget {
    private static final Logger LOG = LazyLogger.of(UnreadBudget.class);
    private static final long QUIET_MILLIS = 60_000;

    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong quietUntil = new AtomicLong(Long.MIN_VALUE);

    UnreadBudget(long most) {
        this.most = most;
    }

    /// The one of the server.
    static UnreadBudget of(ConnectorContext context) {
        return context.shared(UnreadBudget.class,
                server -> new UnreadBudget(server.settings().get(Settings.HTTP2_UNREAD_BUDGET)));
    }

    /// Takes bytes, or gives them back where they are fewer than 0.
    void take(long bytes) {
        held.addAndGet(bytes);
    }

    /// Whether windows may grow: half of it is kept for those that have grown already.
    boolean allowsGrowth() {
        return most > 0 && held.get() <= most / 2;
    }

    /// Whether connections that hold some of it must not read on.
    boolean exceeded() {
        return held.get() > most;
    }

    /// A connection is made to wait; said once a minute.
    void log(Object endpoint) {
        long now = EventLoop.clockMillis();
        long quiet = quietUntil.get();
        if (now >= quiet && quietUntil.compareAndSet(quiet, now + QUIET_MILLIS)) {
            LOG.log(Level.WARNING,
                    "LNR-1040 bodies that came over HTTP/2 hold {0} bytes that no application reads, more "
                            + "than http2-unread-budget {1}: a client of {2} waits, as any other does whose bodies hold some of "
                            + "it. Find out which application stops to read, or lower http2-max-window",
                    held.get(), most,
                    endpoint);
        }
    }
}
