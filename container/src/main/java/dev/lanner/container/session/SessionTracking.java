package dev.lanner.container.session;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is known of a session's copy in a store. Of sessions that are kept in one, only.
///
/// `seen` is changed by any thread; all else is guarded by `guard`, which is held while the store is asked, so that one
/// thread at a time brings session and store together. Who ends a session reads `storedId` without it.
final class SessionTracking {
    final ReentrantLock guard = new ReentrantLock();
    /// Attributes that were read or set since the session was last written, each with a mark of the last time.
    private final Map<String, Object> seen = new ConcurrentHashMap<>();
    /// Attributes that this version of the application can't read; they are kept for one that can.
    final Map<String, byte[]> unreadable = new ConcurrentHashMap<>();
    /// What the store has, in short, by attribute.
    final Map<String, byte[]> digests = new HashMap<>();
    /// What the store has.
    byte[] notes = {};
    int maxInactiveSeconds;
    long accessed;
    /// The version in the store; 0 when it was never written.
    long version;
    /// The id that the version was written under; null when it was never written.
    volatile @Nullable String storedId;
    /// Whether the last attempt to write it failed.
    volatile boolean pending;
    /// When it was last compared with the store, by the clock of [System#nanoTime].
    volatile long verified;

    /// An attribute was handed out, set or removed.
    void touched(String name) {
        seen.put(name, new Object());
    }

    /// An attribute was set or removed: what could not be read of it is nobody's any more.
    void replaced(String name) {
        unreadable.remove(name);
        touched(name);
    }

    boolean isTouched() {
        return !seen.isEmpty();
    }

    Map<String, Object> marks() {
        return Map.copyOf(seen);
    }

    /// Attributes of these marks are written; those that were touched again meanwhile stay.
    void written(Map<String, Object> marks) {
        marks.forEach(seen::remove);
    }

    boolean sameDigest(String name, byte[] digest) {
        byte[] known = digests.get(name);
        return known != null && Arrays.equals(known, digest);
    }

    /// Names that the store has and the session has not.
    boolean hasRemoved(Set<String> present) {
        for (String name : digests.keySet()) {
            if (!present.contains(name) && !unreadable.containsKey(name)) {
                return true;
            }
        }
        return false;
    }
}
