package dev.lanner.container;

import dev.lanner.container.context.WebContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The contexts of a container by path. Immutable: a change makes a new table.
final class ContextTable {
    static final ContextTable EMPTY = new ContextTable(List.of());

    private final Entry[] entries;

    /// A path and what serves it.
    ///
    /// @param path
    ///            empty for the root
    /// @param context
    ///            the context; null where it failed
    /// @param info
    ///            for a context that failed, else null
    record Entry(String path, @Nullable WebContext context, @Nullable ContextInfo info) {
    }

    private ContextTable(List<Entry> all) {
        entries = all.stream().sorted(Comparator.comparingInt((Entry e) -> e.path.length()).reversed()
                .thenComparing(Entry::path)).toArray(Entry[]::new);
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
