package dev.lanner.launcher.config;

import dev.lanner.spi.config.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The mapping `profiles:` of one file: by name what goes over the rest of the file where the profile was chosen. All of
/// them are checked, whichever was chosen.
final class Profiles {
    /// The key; a constant, so that nothing is loaded to compare with it.
    static final String KEY = "profiles";

    private final Faults faults;
    private final Map<String, List<Entry>> byName = new LinkedHashMap<>();

    Profiles(Faults faults) {
        this.faults = faults;
    }

    /// Whether an entry belongs to the mapping; then it is kept.
    boolean take(Entry entry) {
        List<String> path = entry.path();
        if (!path.getFirst().equals(KEY)) {
            return false;
        }
        if (path.size() > 2) {
            byName.computeIfAbsent(path.get(1), name -> new ArrayList<>()).add(entry.below(2));
        } else if (entry.kind() == Entry.Kind.SCALAR || entry.kind() == Entry.Kind.LIST) {
            faults.add(entry.origin(), entry.key(), entry.value(), path.size() == 1
                    ? "must be a mapping of names to settings, such as { dev: { access-log: all } }"
                    : "must be a mapping of settings");
        } else if (path.size() == 2) {
            byName.putIfAbsent(path.get(1), new ArrayList<>());
        }
        return true;
    }

    /// The names of all.
    Iterable<String> names() {
        return byName.keySet();
    }

    /// Checks all, and gives out what the chosen one says where it has no faults.
    ///
    /// @param chosen its name; null for none
    /// @param check tells the faults of the entries of one profile
    void apply(@Nullable String chosen, Consumer<List<Entry>> check, Consumer<Entry> to) {
        byName.forEach((name, entries) -> {
            int before = faults.count();
            check.accept(entries);
            if (name.equals(chosen) && faults.count() == before) {
                entries.forEach(to);
            }
        });
    }

    /// Tells the faults of settings and sections, as of a place of their own.
    static void check(Scope scope, List<Entry> entries, Faults faults) {
        ValueTable values = new ValueTable(scope, "", List.of(), faults);
        SectionTable sections = new SectionTable(scope, faults);
        for (Entry entry : entries) {
            if (!sections.take(entry)) {
                values.put(entry);
            }
        }
        sections.sections();
    }
}
