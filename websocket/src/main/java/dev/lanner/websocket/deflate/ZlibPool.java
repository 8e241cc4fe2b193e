package dev.lanner.websocket.deflate;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// A few compressors and decompressors that are between two messages: making one costs more than a small message. What
/// does not fit is ended at once, so that native memory does not wait for the collector. Safe for use by several threads.
final class ZlibPool {
    private static final int KEPT = 4;
    private static final ZlibPool SHARED = new ZlibPool();

    private final Shelf<Deflater> deflaters = new Shelf<>(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));
    private final Shelf<Inflater> inflaters = new Shelf<>(() -> new Inflater(true));

    static ZlibPool shared() {
        return SHARED;
    }

    Deflater deflater() {
        return deflaters.take();
    }

    Inflater inflater() {
        return inflaters.take();
    }

    void give(Deflater deflater) {
        deflater.reset();
        if (!deflaters.give(deflater)) {
            deflater.end();
        }
    }

    void give(Inflater inflater) {
        inflater.reset();
        if (!inflaters.give(inflater)) {
            inflater.end();
        }
    }

    /// How many are in use now, of both kinds.
    int outstanding() {
        return deflaters.out.get() + inflaters.out.get();
    }

    private static final class Shelf<T> {
        private final ConcurrentLinkedQueue<T> free = new ConcurrentLinkedQueue<>();
        private final AtomicInteger kept = new AtomicInteger();
        private final AtomicInteger out = new AtomicInteger();
        private final Supplier<T> maker;

        Shelf(Supplier<T> maker) {
            this.maker = maker;
        }

        T take() {
            out.incrementAndGet();
            T found = free.poll();
            if (found == null) {
                return maker.get();
            }
            kept.decrementAndGet();
            return found;
        }

        boolean give(T back) {
            out.decrementAndGet();
            if (kept.incrementAndGet() > KEPT) {
                kept.decrementAndGet();
                return false;
            }
            free.add(back);
            return true;
        }
    }
}
