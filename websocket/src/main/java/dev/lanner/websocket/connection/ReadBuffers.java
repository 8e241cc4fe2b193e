package dev.lanner.websocket.connection;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Buffers of connections that are reading; a connection that waits has none. Lock-free, for any thread; what does not fit
/// is left to the collector.
final class ReadBuffers {
    static final int SIZE = 16 * 1024;
    private static final int KEPT = 32;
    private static final AtomicReferenceArray<byte @Nullable []> FREE = new AtomicReferenceArray<>(KEPT);

    private ReadBuffers() {
    }

    static byte[] take() {
        for (int i = 0; i < KEPT; i++) {
            byte[] found = FREE.getPlain(i) == null ? null : FREE.getAndSet(i, null);
            if (found != null) {
                return found;
            }
        }
        return new byte[SIZE];
    }

    static void give(byte[] buffer) {
        for (int i = 0; i < KEPT; i++) {
            if (FREE.getPlain(i) == null && FREE.compareAndSet(i, null, buffer)) {
                return;
            }
        }
    }
}
