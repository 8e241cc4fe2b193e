package dev.lanner.container.resource;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a tree has found, for a while, and the content of small files up to a budget. Bounded in the number of its
/// entries too: paths that clients make up fill only the part for misses. Safe for use by any thread, without locks; a
/// race costs a second look at the file system.
final class ResourceCache {
    private static final int MOST_FILES = 8192;
    private static final int MOST_MISSES = 1024;

    private final long timeToLiveNanos;
    private final long budget;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> files = new ConcurrentHashMap<>();
    private final Map<String, Long> misses = new ConcurrentHashMap<>();
    private final AtomicLong contentBytes = new AtomicLong();

    private record Entry(StaticFile file, long checked) {
    }

    /// @param timeToLiveNanos how long an entry is believed; 0 caches nothing
    /// @param budget bytes of content
    /// @param nanoTime the time, as [System#nanoTime]
    ResourceCache(long timeToLiveNanos, long budget, LongSupplier nanoTime) {
        this.timeToLiveNanos = timeToLiveNanos;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    /// A file that was found lately, or null.
    @Nullable
    StaticFile get(String path) {
        Entry entry = files.get(path);
        return entry != null && isYoung(entry.checked) ? entry.file : null;
    }

    /// Whether a path was looked for in vain lately.
    boolean isMiss(String path) {
        Long checked = misses.get(path);
        return checked != null && isYoung(checked);
    }

    /// Keeps what a look at the file system gave.
    ///
    /// @return the file to use: the known one with its content when nothing has changed
    StaticFile put(StaticFile file) {
        Entry before = files.get(file.path());
        if (before != null) {
            before.file.forgetVariants();
        }
        StaticFile kept = before != null && before.file.found().same(file.found()) ? before.file : file;
        if (before != null && kept != before.file) {
            release(before.file.retire());
        }
        if (timeToLiveNanos > 0) {
            if (files.size() >= MOST_FILES) {
                clear();
            }
            files.put(file.path(), new Entry(kept, nanoTime.getAsLong()));
        }
        return kept;
    }

    /// Keeps that there is nothing.
    void putMiss(String path) {
        remove(path);
        if (timeToLiveNanos > 0) {
            if (misses.size() >= MOST_MISSES) {
                misses.clear();
            }
            misses.put(path, nanoTime.getAsLong());
        }
    }

    /// Drops a file, which was seen to have changed.
    void remove(String path) {
        Entry before = files.remove(path);
        if (before != null) {
            release(before.file.retire());
        }
    }

    /// Takes bytes out of the budget, perhaps by dropping what was not used lately.
    ///
    /// @return whether content of this length may be kept
    boolean reserve(int length) {
        if (timeToLiveNanos == 0 || length > budget) {
            return false;
        }
        if (contentBytes.addAndGet(length) <= budget) {
            return true;
        }
        for (Entry entry : files.values()) {
            if (!entry.file.clearUsed()) {
                release(entry.file.dropContent());
            }
            if (contentBytes.get() <= budget) {
                return true;
            }
        }
        contentBytes.addAndGet(-length);
        return false;
    }

    /// Bytes of content that are kept.
    long contentBytes() {
        return contentBytes.get();
    }

    private void clear() {
        files.values().forEach(entry -> release(entry.file.retire()));
        files.clear();
    }

    /// Gives bytes back to the budget.
    void release(int length) {
        contentBytes.addAndGet(-length);
    }

    private boolean isYoung(long checked) {
        return nanoTime.getAsLong() - checked < timeToLiveNanos;
    }
}
