package dev.lanner.http.buffer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// A few free blocks of one loop. Lock-free, for any thread; what does not fit is left to the collector.
public final class BlockPool {
    private static final int KEPT = 64;

    private final AtomicReferenceArray<Block> free = new AtomicReferenceArray<>(KEPT);
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    /// A hint, not kept exactly.
    private int top;

    /// An empty block.
    public Block take() {
        for (int i = Math.min(top, KEPT) - 1; i >= 0; i--) {
            if (free.getPlain(i) != null) {
                Block block = free.getAndSet(i, null);
                if (block != null) {
                    top = i;
                    return block.takeOut();
                }
            }
        }
        made.incrementAndGet();
        return new Block(this);
    }

    void give(Block block) {
        for (int i = Math.max(0, Math.min(top, KEPT - 1)); i < KEPT; i++) {
            if (free.getPlain(i) == null && free.compareAndSet(i, null, block)) {
                top = i + 1;
                return;
            }
        }
        for (int i = 0; i < KEPT; i++) {
            if (free.compareAndSet(i, null, block)) {
                top = i + 1;
                return;
            }
        }
        dropped.incrementAndGet();
    }

    /// Blocks that were taken and not given back.
    public int outstanding() {
        int inside = 0;
        for (int i = 0; i < KEPT; i++) {
            inside += free.get(i) == null ? 0 : 1;
        }
        return made.get() - dropped.get() - inside;
    }
}
