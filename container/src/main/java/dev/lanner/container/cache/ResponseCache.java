package dev.lanner.container.cache;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Switch;
import dev.lanner.spi.features.FeatureCollection;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The responses that a context keeps. Safe for use by several threads; a look-up takes no lock.
///
/// Bounded in bytes. What makes room is the oldest that nobody asked for since it was looked at last. A response that was
/// begun before an unsafe request to the same target ended is not kept.
public final class ResponseCache {
    /// The most responses of one target.
    private static final int MOST_VARIANTS = 32;
    private static final int STAMPS = 256;

    private final long most;
    private final int mostBody;
    private final boolean cookies;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Map<String, Entry>> targets = new ConcurrentHashMap<>();
    private final Set<String> filling = ConcurrentHashMap.newKeySet();
    private final AtomicLong collecting = new AtomicLong();
    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);
    // guards order, bytes, and all changes of targets; no application runs under it
    private final ReentrantLock guard = new ReentrantLock();
    private final LinkedHashSet<Entry> order = new LinkedHashSet<>();
    private long bytes;

    /// A kept response. Compared by identity.
    private static final class Entry {
        private final String target;
        private final String variant;
        private final StoredResponse response;
        private final long size;
        private volatile boolean used;

        Entry(String target, String variant, StoredResponse response) {
            this.target = target;
            this.variant = variant;
            this.response = response;
            size = response.size() + 2L * (target.length() + variant.length());
        }
    }

    ResponseCache(SettingValues settings, InstantSource clock, LongSupplier nanoTime) {
        most = settings.get(Settings.RESPONSE_CACHE_SIZE);
        mostBody = settings.get(Settings.RESPONSE_CACHE_MAX_ENTRY).intValue();
        cookies = settings.get(Settings.RESPONSE_CACHE_COOKIES);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// The cache that a context's settings ask for; null where there is none.
    public static @Nullable ResponseCache of(SettingValues settings) {
        return settings.get(Settings.RESPONSE_CACHE) == Switch.OFF
                ? null
                : new ResponseCache(settings, InstantSource.system(), System::nanoTime);
    }

    /// What a request has to do with this cache.
    ///
    /// @param coding what marks the content codings that the client takes, as far as the container makes them
    public CacheUse use(FeatureCollection exchange, String coding) {
        return new CacheUse(this, exchange, CacheQuestion.of(exchange, cookies, coding));
    }

    /// Bytes that are kept.
    public long bytes() {
        guard.lock();
        try {
            return bytes;
        } finally {
            guard.unlock();
        }
    }

    /// Drops everything.
    public void clear() {
        for (int i = 0; i < STAMPS; i++) {
            stamps.incrementAndGet(i);
        }
        guard.lock();
        try {
            drop(List.copyOf(order));
        } finally {
            guard.unlock();
        }
    }

    // ---- for one request

    InstantSource clock() {
        return clock;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    int mostBody() {
        return mostBody;
    }

    /// What is kept for a question, if it is fresh.
    @Nullable
    StoredResponse find(CacheQuestion question) {
        Map<String, Entry> variants = targets.get(question.target());
        Entry entry = variants == null ? null : variants.get(question.variant());
        if (entry == null) {
            return null;
        }
        long now = nanoTime();
        long left = entry.response.leftSeconds(now);
        if (left <= 0) {
            remove(entry);
            return null;
        }
        if (!question.takes(entry.response.ageSeconds(now), left)) {
            return null;
        }
        if (!entry.used) {
            entry.used = true;
        }
        return entry.response;
    }

    /// Begins to fill a place: one does, the others ask the application without waiting for it.
    boolean beginFill(CacheQuestion question) {
        return filling.add(fillKey(question));
    }

    void endFill(CacheQuestion question) {
        filling.remove(fillKey(question));
    }

    private static String fillKey(CacheQuestion question) {
        return question.target() + '\n' + question.variant();
    }

    /// Takes memory for a response that is being collected.
    ///
    /// @return whether there is some
    boolean collect(int count) {
        if (collecting.addAndGet(count) <= most) {
            return true;
        }
        collecting.addAndGet(-count);
        return false;
    }

    void collected(int count) {
        collecting.addAndGet(-count);
    }

    /// Changes whenever what is kept of a target is made invalid.
    int stamp(String target) {
        return stamps.get(Math.floorMod(target.hashCode(), STAMPS));
    }

    /// Keeps a response.
    ///
    /// @param stamp of the target when its request began
    void put(CacheQuestion question, StoredResponse response, int stamp) {
        Entry entry = new Entry(question.target(), question.variant(), response);
        if (entry.size > most) {
            return;
        }
        guard.lock();
        try {
            Map<String, Entry> variants = targets.getOrDefault(entry.target, Map.of());
            Entry before = variants.get(entry.variant);
            if (stamp(entry.target) != stamp) {
                return;
            }
            if (before == null && variants.size() >= MOST_VARIANTS) {
                drop(List.of(leastWanted(variants.values())));
            }
            if (before != null) {
                drop(List.of(before));
            }
            makeRoom(most - entry.size);
            Map<String, Entry> changed = new HashMap<>(targets.getOrDefault(entry.target, Map.of()));
            changed.put(entry.variant, entry);
            targets.put(entry.target, changed);
            order.add(entry);
            bytes += entry.size;
        } finally {
            guard.unlock();
        }
    }

    /// Drops what is kept for one question.
    void remove(CacheQuestion question) {
        Map<String, Entry> variants = targets.get(question.target());
        Entry entry = variants == null ? null : variants.get(question.variant());
        if (entry != null) {
            remove(entry);
        }
    }

    /// Drops all that is kept of a target, and what is being collected (RFC 9111, 4.4).
    void invalidate(String target) {
        stamps.incrementAndGet(Math.floorMod(target.hashCode(), STAMPS));
        // always under the lock: somebody may have looked at the stamp there, and be about to keep what is old now
        guard.lock();
        try {
            drop(List.copyOf(targets.getOrDefault(target, Map.of()).values()));
        } finally {
            guard.unlock();
        }
    }

    private void remove(Entry entry) {
        guard.lock();
        try {
            drop(List.of(entry));
        } finally {
            guard.unlock();
        }
    }

    /// One that is old, else one that nobody asked for since this was asked last: what is of no use to anybody must not keep
    /// others out for ever.
    private Entry leastWanted(Collection<Entry> entries) {
        long now = nanoTime();
        Entry found = null;
        for (Entry entry : entries) {
            if (entry.response.leftSeconds(now) <= 0) {
                return entry;
            }
            if (found == null || found.used && !entry.used) {
                found = entry;
            }
        }
        for (Entry entry : entries) {
            entry.used = false;
        }
        return Objects.requireNonNull(found);
    }

    private void makeRoom(long limit) {
        while (bytes > limit) {
            Iterator<Entry> all = order.iterator();
            Entry oldest = all.next();
            if (oldest.used) {
                oldest.used = false;
                all.remove();
                order.add(oldest);
            } else {
                drop(List.of(oldest));
            }
        }
    }

    private void drop(Collection<Entry> entries) {
        for (Entry entry : entries) {
            if (order.remove(entry)) {
                bytes -= entry.size;
                Map<String, Entry> changed = new HashMap<>(targets.getOrDefault(entry.target, Map.of()));
                changed.remove(entry.variant, entry);
                if (changed.isEmpty()) {
                    targets.remove(entry.target);
                } else {
                    targets.put(entry.target, changed);
                }
            }
        }
    }
}
