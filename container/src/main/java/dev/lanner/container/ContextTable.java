package dev.lanner.container;

import dev.lanner.container.context.WebContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The contexts of a container by path. Immutable: a change makes a new table.
final class ContextTable {
    private static final Comparator<Entry> LONGEST_FIRST = new LongestFirst();

    static final ContextTable EMPTY = new ContextTable(List.of());

    private final Entry[] entries;

    /// A path and what serves it.
    ///
    /// @param path empty for the root
    /// @param context the context; null where it failed
    /// @param info for a context that failed, else null
    record Entry(String path, @Nullable WebContext context, @Nullable ContextInfo info) {
    }

    private ContextTable(List<Entry> all) {
        entries = all.toArray(new Entry[0]);
        Arrays.sort(entries, LONGEST_FIRST);
    }

    /// The order of look-ups; a class, as lambdas cost time at the start.
    private static final class LongestFirst implements Comparator<Entry> {
        @Override
        public int compare(Entry one, Entry other) {
            int byLength = Integer.compare(other.path.length(), one.path.length());
            return byLength == 0 ? one.path.compareTo(other.path) : byLength;
        }
    }

    /// The entry whose path is the longest prefix, by segments.
    @Nullable
    Entry match(String path) {
        for (Entry entry : entries) {
            int length = entry.path.length();
            if (path.startsWith(entry.path) && (path.length() == length || path.charAt(length) == '/')) {
                return entry;
            }
        }
        return null;
    }

    @Nullable
    Entry get(String path) {
        for (Entry entry : entries) {
            if (entry.path.equals(path)) {
                return entry;
            }
        }
        return null;
    }

    List<Entry> all() {
        return List.of(entries);
    }

    ContextTable with(Entry added) {
        List<Entry> all = others(added.path);
        all.add(added);
        return new ContextTable(all);
    }

    ContextTable without(String path) {
        return new ContextTable(others(path));
    }

    private List<Entry> others(String path) {
        List<Entry> all = new ArrayList<>(List.of(entries));
        all.removeIf(entry -> entry.path.equals(path));
        return all;
    }
}
