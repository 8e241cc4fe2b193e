package dev.lanner.websocket.connection;

import dev.lanner.spi.log.LazyLogger;
import dev.lanner.websocket.frame.Opcode;
import dev.lanner.websocket.protocol.SendCallback;
import dev.lanner.websocket.protocol.SharedMessage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One frame on its way out, and whoever waits for it.
final class Outgoing {
    private static final Logger LOG = LazyLogger.of(Outgoing.class);
    private static final byte[] NOTHING = {};
    private static final int WAITING = 0;
    private static final int SENT = 1;
    private static final int FAILED = 2;

    final int opcode;
    final boolean last;
    final byte[] payload;
    final int offset;
    final int length;
    final @Nullable SharedMessage shared;
    private final @Nullable SendCallback callback;
    private volatile int state = WAITING;
    private volatile @Nullable Thread waiter;
    private @Nullable IOException failure;

    /// @param callback told what became of it; null when a thread may wait instead
    Outgoing(int opcode, boolean last, byte[] payload, int offset, int length, @Nullable SendCallback callback) {
        this.opcode = opcode;
        this.last = last;
        this.payload = payload;
        this.offset = offset;
        this.length = length;
        this.shared = null;
        this.callback = callback;
    }

    Outgoing(SharedMessage shared, @Nullable SendCallback callback) {
        this.opcode = shared.isText() ? Opcode.TEXT : Opcode.BINARY;
        this.last = true;
        this.payload = NOTHING;
        this.offset = 0;
        this.length = shared.size();
        this.shared = shared;
        this.callback = callback;
    }

    boolean control() {
        return Opcode.control(opcode);
    }

    /// Whether a thread may wait for it.
    boolean waitable() {
        return callback == null;
    }

    /// It is with the operating system, or never will be. Never throws.
    void done(@Nullable IOException cause) {
        SendCallback told = callback;
        if (told != null) {
            try {
                told.sent(cause);
            } catch (RuntimeException | LinkageError e) {
                LOG.log(Level.ERROR, "LNR-6001: who was to be told of a sent WebSocket message failed", e);
            }
            return;
        }
        failure = cause;
        state = cause == null ? SENT : FAILED;
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /// Waits until it is done.
    ///
    /// @param nanos how long; 0 for ever
    /// @return false when it took longer
    boolean await(long nanos) throws IOException {
        if (state == WAITING) {
            waiter = Thread.currentThread();
            long until = System.nanoTime() + nanos;
            boolean interrupted = false;
            while (state == WAITING) {
                long left = until - System.nanoTime();
                if (nanos == 0) {
                    LockSupport.park(this);
                } else if (left <= 0) {
                    return false;
                } else {
                    LockSupport.parkNanos(this, left);
                }
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (state == FAILED) {
            throw new IOException("the message can't be sent: " + failure, failure);
        }
        return true;
    }
}
