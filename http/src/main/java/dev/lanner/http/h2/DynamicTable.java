package dev.lanner.http.h2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The dynamic table of one direction (RFC 7541, 2.3.2 and 4): a ring, the newest entry has index 0.
final class DynamicTable {
    private static final int FIRST_SLOTS = 16;

    private @Nullable HeaderField[] ring = new @Nullable HeaderField[FIRST_SLOTS];
    /// How many entries were ever added; the newest is at `added - 1`.
    private int added;
    private int count;
    private int size;
    private int capacity;

    DynamicTable(int capacity) {
        this.capacity = capacity;
    }

    int count() {
        return count;
    }

    int capacity() {
        return capacity;
    }

    /// The entry.
    ///
    /// @param index 0 to [#count()] - 1
    HeaderField get(int index) {
        HeaderField field = ring[added - 1 - index & ring.length - 1];
        if (field == null) {
            throw new IllegalStateException("no entry " + index);
        }
        return field;
    }

    /// Adds an entry, dropping the oldest ones as far as necessary, itself too where it is larger than the table.
    void add(HeaderField field) {
        evict(capacity - field.tableSize());
        if (field.tableSize() > capacity) {
            return;
        }
        if (count == ring.length) {
            grow();
        }
        ring[added++ & ring.length - 1] = field;
        count++;
        size += field.tableSize();
    }

    void resize(int newCapacity) {
        capacity = newCapacity;
        evict(newCapacity);
    }

    private void evict(int allowed) {
        while (count > 0 && size > allowed) {
            int oldest = added - count & ring.length - 1;
            HeaderField field = ring[oldest];
            ring[oldest] = null;
            size -= field == null ? 0 : field.tableSize();
            count--;
        }
    }

    private void grow() {
        @Nullable
        HeaderField[] larger = Arrays.copyOf(ring, ring.length * 2);
        for (int i = 0; i < count; i++) {
            int number = added - count + i;
            larger[number & larger.length - 1] = ring[number & ring.length - 1];
        }
        // copyOf has left entries at their old places: clear those that do not belong there
        for (int i = 0; i < larger.length; i++) {
            int distance = added - 1 - i & larger.length - 1;
            if (distance >= count) {
                larger[i] = null;
            }
        }
        ring = larger;
    }
}
