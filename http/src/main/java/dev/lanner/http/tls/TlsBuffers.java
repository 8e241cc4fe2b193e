package dev.lanner.http.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// A few free buffers of one loop, of the kind that the provider wants. Lock-free, for any thread; what does not fit is
/// left to the collector.
final class TlsBuffers {
    /// Two of the largest records, of 16 KiB and what surrounds them.
    static final int SIZE = 2 * 16_709;
    private static final int KEPT = 32;

    private final TlsProvider provider;
    private final AtomicReferenceArray<ByteBuffer> free = new AtomicReferenceArray<>(KEPT);
    private final AtomicInteger outstanding = new AtomicInteger();
    /// A hint, not kept exactly.
    private int top;

    TlsBuffers(TlsProvider provider) {
        this.provider = provider;
    }

    /// An empty buffer, ready to be put into.
    ByteBuffer take() {
        outstanding.incrementAndGet();
        for (int i = Math.min(top, KEPT) - 1; i >= 0; i--) {
            if (free.getPlain(i) != null) {
                ByteBuffer buffer = free.getAndSet(i, null);
                if (buffer != null) {
                    top = i;
                    return buffer.clear();
                }
            }
        }
        return provider.allocate(SIZE);
    }

    void give(ByteBuffer buffer) {
        outstanding.decrementAndGet();
        for (int i = Math.max(0, Math.min(top, KEPT - 1)); i < KEPT; i++) {
            if (free.getPlain(i) == null && free.compareAndSet(i, null, buffer)) {
                top = i + 1;
                return;
            }
        }
    }

    /// Buffers that were taken and not given back.
    int outstanding() {
        return outstanding.get();
    }
}
