package dev.lanner.websocket.session;

import java.util.concurrent.atomic.AtomicInteger;

/// Whose turn it is to call an endpoint: one thread at a time, and nothing after it was told of the end (Jakarta WebSocket
/// 2.2, 5.1). Nobody waits: whoever finds another calling leaves the telling of the end to that one.
///
/// | | take | give back | end |
/// |---|---|---|---|
/// | FREE | TAKEN, yes | - | OVER, the caller tells |
/// | TAKEN | no | FREE | ENDING, the one in turn tells |
/// | ENDING | no | OVER, the caller tells | - |
/// | OVER | no | - | - |
final class Turn {
    private static final int FREE = 0;
    private static final int TAKEN = 1;
    private static final int ENDING = 2;
    private static final int OVER = 3;

    private final AtomicInteger state = new AtomicInteger();

    /// Whether the endpoint may be called now.
    boolean take() {
        return state.compareAndSet(FREE, TAKEN);
    }

    /// The call has returned.
    ///
    /// @return whether the endpoint is to be told of the end now
    boolean giveBack() {
        return !state.compareAndSet(TAKEN, FREE) && state.compareAndSet(ENDING, OVER);
    }

    /// The endpoint is to be told of the end.
    ///
    /// @return whether by the caller, and now
    boolean end() {
        while (true) {
            switch (state.get()) {
                case FREE -> {
                    if (state.compareAndSet(FREE, OVER)) {
                        return true;
                    }
                }
                case TAKEN -> {
                    if (state.compareAndSet(TAKEN, ENDING)) {
                        return false;
                    }
                }
                default -> {
                    return false;
                }
            }
        }
    }
}
