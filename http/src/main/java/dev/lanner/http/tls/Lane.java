package dev.lanner.http.tls;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;

/// One direction of a connection: one thread at a time, and after the end nobody.
final class Lane {
    private static final int FREE = 0;
    private static final int TAKEN = 1;
    private static final int ENDING = 2;
    private static final int ENDED = 3;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Lane.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    /// @throws ClosedChannelException after the end
    /// @throws IllegalStateException when another thread is inside
    void enter() throws ClosedChannelException {
        if (!STATE.compareAndSet(this, FREE, TAKEN)) {
            if (state == TAKEN) {
                throw new IllegalStateException("two threads use one direction of a connection");
            }
            throw new ClosedChannelException();
        }
    }

    /// @return whether the end came meanwhile, so that the caller must clear up
    boolean exit() {
        if (STATE.compareAndSet(this, TAKEN, FREE)) {
            return false;
        }
        state = ENDED;
        return true;
    }

    /// Ends the direction.
    ///
    /// @return whether nobody is inside, so that the caller must clear up
    boolean end() {
        while (true) {
            if (STATE.compareAndSet(this, FREE, ENDED)) {
                return true;
            }
            if (STATE.compareAndSet(this, TAKEN, ENDING)) {
                return false;
            }
            int now = state;
            if (now == ENDING || now == ENDED) {
                return false;
            }
        }
    }
}
