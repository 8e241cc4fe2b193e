package dev.lanner.http.exchange;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/// Lets one thread at a time use a stream, and none once the exchange has ended.
///
/// The Servlet API asks for one thread at a time and most applications keep to it; an application that does not must
/// never reach bytes of another request. Not contended, it costs two compare-and-sets.
public final class Gate {
    private static final int OPEN = 0;
    private static final int INSIDE = 1;
    private static final int ENDED = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Gate.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    /// Enters, waiting for another thread inside.
    ///
    /// @throws IllegalStateException when the exchange has ended
    public void enter() {
        while (!STATE.compareAndSet(this, OPEN, INSIDE)) {
            if (state == ENDED) {
                throw ended();
            }
            LockSupport.parkNanos(this, 100_000);
        }
    }

    /// Enters if nobody is inside and the exchange has not ended.
    public boolean tryEnter() {
        return STATE.compareAndSet(this, OPEN, INSIDE);
    }

    /// Leaves.
    public void exit() {
        STATE.setRelease(this, OPEN);
    }

    /// Ends, waiting for a thread inside.
    public void end() {
        while (!STATE.compareAndSet(this, OPEN, ENDED) && state != ENDED) {
            LockSupport.parkNanos(this, 100_000);
        }
    }

    /// Whether nobody gets in any more.
    public boolean isEnded() {
        return state == ENDED;
    }

    /// What late users get.
    public static IllegalStateException ended() {
        return new IllegalStateException("the exchange has ended: its streams and features can't be used any more");
    }
}
