package dev.lanner.container.compression;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// The compressors of a context: a limited number, each ended as soon as its response is. Safe for use by several
/// threads.
///
/// None is kept for later: a compressor that an old response still had in its hands would write into the new one's.
public final class Deflaters {
    private final int most;
    private final int level;
    private final AtomicInteger out = new AtomicInteger();

    /// @param most how many may be in use at a time
    /// @param level 1 to 9
    Deflaters(int most, int level) {
        this.most = most;
        this.level = level;
    }

    /// A compressor of raw deflate; null where all are in use.
    @Nullable
    Deflater take() {
        if (out.incrementAndGet() > most) {
            out.decrementAndGet();
            return null;
        }
        boolean made = false;
        try {
            Deflater deflater = new Deflater(level, true);
            made = true;
            return deflater;
        } finally {
            if (!made) {
                out.decrementAndGet();
            }
        }
    }

    /// Frees the native memory of one.
    void end(Deflater deflater) {
        deflater.end();
        out.decrementAndGet();
    }

    /// How many are in use now.
    public int inUse() {
        return out.get();
    }
}
