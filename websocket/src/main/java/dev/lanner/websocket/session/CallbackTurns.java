package dev.lanner.websocket.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Runs callbacks one after the other on a thread: one that sends again and is told at once would else call itself until
/// the stack is full.
final class CallbackTurns {
    private static final ThreadLocal<@Nullable Deque<Runnable>> RUNNING = new ThreadLocal<>();

    private CallbackTurns() {
    }

    static void run(Runnable callback) {
        Deque<Runnable> waiting = RUNNING.get();
        if (waiting != null) {
            waiting.add(callback);
            return;
        }
        Deque<Runnable> own = new ArrayDeque<>();
        RUNNING.set(own);
        try {
            for (Runnable next = callback; next != null; next = own.poll()) {
                next.run();
            }
        } finally {
            RUNNING.remove();
        }
    }
}
