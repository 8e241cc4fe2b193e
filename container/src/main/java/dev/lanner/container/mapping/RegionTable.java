package dev.lanner.container.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A hash table of strings that is asked for a part of a longer string, without cutting it out. Immutable.
///
/// @param <V> the values
final class RegionTable<V> {
    private final @Nullable String[] keys;
    private final @Nullable Object[] values;
    private final int mask;
    private final boolean empty;

    RegionTable(Map<String, V> entries) {
        int capacity = Integer.highestOneBit(Math.max(4, entries.size() * 2)) << 1;
        keys = new @Nullable String[capacity];
        values = new @Nullable Object[capacity];
        mask = capacity - 1;
        empty = entries.isEmpty();
        entries.forEach((key, value) -> {
            int slot = spread(key.hashCode()) & mask;
            while (keys[slot] != null) {
                slot = slot + 1 & mask;
            }
            keys[slot] = key;
            values[slot] = value;
        });
    }

    boolean isEmpty() {
        return empty;
    }

    /// The value of the key that equals the region.
    ///
    /// @param hash of the region, as `String.hashCode` computes it
    @Nullable
    V get(String text, int from, int length, int hash) {
        for (int slot = spread(hash) & mask;; slot = slot + 1 & mask) {
            String key = keys[slot];
            if (key == null) {
                return null;
            }
            if (key.length() == length && text.startsWith(key, from)) {
                // a slot holds a key and its own value
                @SuppressWarnings("unchecked")
                V value = (V) values[slot];
                return value;
            }
        }
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 16;
    }
}
