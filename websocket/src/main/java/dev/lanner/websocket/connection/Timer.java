package dev.lanner.websocket.connection;

import dev.lanner.spi.features.DuplexStream;
import dev.lanner.websocket.protocol.ConnectionLimits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/// The times of one connection over the one deadline that its stream has: idleness, pings, slow peers, the close. Safe for
/// use by several threads; all times in milliseconds of [Clock].
final class Timer {
    private static final long NEVER = Long.MAX_VALUE;
    private static final VarHandle DUE;

    static {
        try {
            DUE = MethodHandles.lookup().findVarHandle(Timer.class, "due", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FramedConnection connection;
    private final DuplexStream stream;
    private final long pingInterval;
    private volatile long idleTimeout;
    private volatile long sendTimeout;
    private volatile long closeAt = NEVER;
    private volatile long due = NEVER;
    private volatile boolean stopped;
    /// When bytes came last, and when something passed that ends idleness; exact enough without ordering.
    private long lastHeard = Clock.millis();
    private long lastUsed = lastHeard;

    Timer(FramedConnection connection, DuplexStream stream, ConnectionLimits limits) {
        this.connection = connection;
        this.stream = stream;
        pingInterval = limits.pingInterval().toMillis();
        idleTimeout = limits.idleTimeout().toMillis();
        sendTimeout = limits.sendTimeout().toMillis();
    }

    void start() {
        plan(Clock.millis());
    }

    void stop() {
        stopped = true;
    }

    void heard() {
        if (pingInterval > 0) {
            lastHeard = Clock.millis();
        }
    }

    void used() {
        if (idleTimeout > 0) {
            lastUsed = Clock.millis();
        }
    }

    /// The connection ends at the latest after this.
    void closing(long within) {
        closeAt = Math.min(closeAt, Clock.millis() + within);
        plan(Clock.millis());
    }

    /// The peer takes no more for now.
    void stalled() {
        plan(Clock.millis());
    }

    void idleTimeout(long millis) {
        lastUsed = Clock.millis();
        idleTimeout = millis;
        plan(lastUsed);
    }

    long idleTimeout() {
        return idleTimeout;
    }

    void sendTimeout(long millis) {
        sendTimeout = millis;
        plan(Clock.millis());
    }

    long sendTimeout() {
        return sendTimeout;
    }

    /// Sees to it that [#expired] is called when the next of the times is over.
    private void plan(long now) {
        long next = next();
        while (!stopped) {
            long planned = due;
            if (planned <= next) {
                return;
            }
            if (DUE.compareAndSet(this, planned, next)) {
                stream.deadline(Duration.ofMillis(Math.max(1, next - now)), this::expired);
                // another thread may have planned an earlier one in between, and lost it to this call
                next = Math.min(next, due);
                if (due == next) {
                    return;
                }
                due = NEVER;
            }
        }
    }

    private long next() {
        long next = closeAt;
        long stalled = connection.sender().stalledSince();
        if (sendTimeout > 0 && stalled != 0) {
            next = Math.min(next, stalled + sendTimeout);
        }
        if (idleTimeout > 0) {
            next = Math.min(next, lastUsed + idleTimeout);
        }
        if (pingInterval > 0) {
            next = Math.min(next, lastHeard + pingInterval);
        }
        return next;
    }

    /// On a thread of the connector, which must not wait.
    private void expired() {
        due = NEVER;
        if (stopped) {
            return;
        }
        long now = Clock.millis();
        long stalled = connection.sender().stalledSince();
        if (now >= closeAt) {
            stream.execute(() -> connection.late("the close was not answered in time"));
            return;
        }
        if (sendTimeout > 0 && stalled != 0 && now >= stalled + sendTimeout) {
            stream.execute(() -> connection.late("what was sent was not taken within " + sendTimeout + " ms"));
            return;
        }
        if (idleTimeout > 0 && now >= lastUsed + idleTimeout) {
            lastUsed = now;
            stream.execute(connection::idle);
        } else if (pingInterval > 0 && now >= lastHeard + pingInterval) {
            lastHeard = now;
            stream.execute(connection::ping);
        }
        plan(now);
    }
}
