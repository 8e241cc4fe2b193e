package dev.lanner.container;

import dev.lanner.container.binding.ContextId;
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

    /// A context, or the place of one that failed.
    ///
    /// @param id where it is served, and its version
    /// @param context the context; null where it failed
    /// @param info for a context that failed, else null
    record Entry(ContextId id, @Nullable WebContext context, @Nullable ContextInfo info) {

        boolean serves() {
            return context != null && context.serves();
        }
    }

    private ContextTable(List<Entry> all) {
        entries = all.toArray(new Entry[0]);
        Arrays.sort(entries, LONGEST_FIRST);
    }

    /// The order of look-ups: the longest path first, the newest version first; a class, as lambdas cost time at the
    /// start.
    private static final class LongestFirst implements Comparator<Entry> {
        @Override
        public int compare(Entry one, Entry other) {
            int byLength = Integer.compare(other.id.path().length(), one.id.path().length());
            return byLength == 0 ? other.id.compareTo(one.id) : byLength;
        }
    }

    /// The entry whose path is the longest prefix, by segments; of its versions the newest that serves.
    @Nullable
    Entry match(String path) {
        for (int i = 0; i < entries.length; i++) {
            Entry entry = entries[i];
            String prefix = entry.id.path();
            int length = prefix.length();
            if (path.startsWith(prefix) && (path.length() == length || path.charAt(length) == '/')) {
                return i + 1 < entries.length && entries[i + 1].id.samePlace(entry.id) ? newest(i) : entry;
            }
        }
        return null;
    }

    /// The newest version that serves; the newest of all where none does.
    private Entry newest(int from) {
        Entry first = entries[from];
        for (int i = from; i < entries.length && entries[i].id.samePlace(first.id); i++) {
            if (entries[i].serves()) {
                return entries[i];
            }
        }
        return first;
    }

    @Nullable
    Entry get(ContextId id) {
        for (Entry entry : entries) {
            if (entry.id.equals(id)) {
                return entry;
            }
        }
        return null;
    }

    List<Entry> all() {
        return List.of(entries);
    }

    ContextTable with(Entry added) {
        List<Entry> all = others(added.id);
        all.add(added);
        return new ContextTable(all);
    }

    ContextTable without(ContextId id) {
        return new ContextTable(others(id));
    }

    private List<Entry> others(ContextId id) {
        List<Entry> all = new ArrayList<>(List.of(entries));
        all.removeIf(entry -> entry.id.equals(id));
        return all;
    }
}
