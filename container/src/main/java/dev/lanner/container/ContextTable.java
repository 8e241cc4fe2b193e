package dev.lanner.container;

import dev.lanner.container.binding.Bound;
import dev.lanner.container.binding.ContextBinding;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.binding.HostTable;
import dev.lanner.container.binding.Router;
import dev.lanner.container.context.WebContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The contexts of a container. Immutable: a change makes a new table.
///
/// As long as there are only contexts of every host, without prefixes and versions, they are found by their paths here;
/// else by a [Router].
final class ContextTable {
    private static final Comparator<Entry> LONGEST_FIRST = new LongestFirst();

    static final ContextTable EMPTY = new ContextTable(List.of(), HostTable.NONE);

    private final Entry[] entries;
    private final HostTable hosts;
    private final @Nullable Router<Entry> router;

    /// A context, or the place of one that failed.
    ///
    /// @param id where it is served, and its version
    /// @param binding where it is bound
    /// @param context the context; null where it failed
    /// @param info for a context that failed, else null
    record Entry(ContextId id, ContextBinding binding, @Nullable WebContext context, @Nullable ContextInfo info) {

        boolean serves() {
            return context != null && context.serves();
        }
    }

    private ContextTable(List<Entry> all, HostTable hosts) {
        entries = all.toArray(new Entry[0]);
        Arrays.sort(entries, LONGEST_FIRST);
        this.hosts = hosts;
        router = isPlain(entries, hosts) ? null : new Router<>(bound(), hosts);
    }

    /// Sorted, so that versions stand side by side.
    private static boolean isPlain(Entry[] sorted, HostTable hosts) {
        boolean plain = hosts.isEmpty();
        for (int i = 0; i < sorted.length && plain; i++) {
            Entry entry = sorted[i];
            plain = entry.id.host().isEmpty() && entry.binding.prefixes().isEmpty()
                    && (i == 0 || !entry.id.samePlace(sorted[i - 1].id));
        }
        return plain;
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

    /// Finds contexts where paths alone don't tell; null where they do.
    @Nullable
    Router<Entry> router() {
        return router;
    }

    /// The entry whose path is the longest prefix, by segments. Only where there is no router.
    @Nullable
    Entry match(String path) {
        for (Entry entry : entries) {
            String prefix = entry.id.path();
            int length = prefix.length();
            if (path.startsWith(prefix) && (path.length() == length || path.charAt(length) == '/')) {
                return entry;
            }
        }
        return null;
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

    /// All of them, with what they are bound to.
    List<Bound<Entry>> bound() {
        List<Bound<Entry>> bound = new ArrayList<>();
        for (Entry entry : entries) {
            bound.add(new Bound<>(entry.id, entry.binding, entry));
        }
        return bound;
    }

    /// Those that serve although a newer version of the same serves too.
    List<Entry> outdated() {
        List<Entry> outdated = new ArrayList<>();
        Entry newest = null;
        for (Entry entry : entries) {
            if (entry.serves()) {
                if (newest != null && newest.id.samePlace(entry.id)) {
                    outdated.add(entry);
                } else {
                    newest = entry;
                }
            }
        }
        return outdated;
    }

    ContextTable with(Entry added) {
        List<Entry> all = others(added.id);
        all.add(added);
        return new ContextTable(all, hosts);
    }

    ContextTable without(ContextId id) {
        return new ContextTable(others(id), hosts);
    }

    ContextTable with(HostTable others) {
        return new ContextTable(List.of(entries), others);
    }

    private List<Entry> others(ContextId id) {
        List<Entry> all = new ArrayList<>(List.of(entries));
        all.removeIf(entry -> entry.id.equals(id));
        return all;
    }
}
