package dev.lanner.launcher.config;

import java.util.List;

/// One value in one source of configuration.
///
/// @param path the keys that lead to it, at least one
/// @param kind what is written there
/// @param value the text; a list's items with `, ` between them; empty for nothing
/// @param origin where it stands
record Entry(List<String> path, Kind kind, String value, Origin origin) {

    /// What is written at a key.
    enum Kind {
        /// One word, number or text.
        SCALAR,
        /// A list of scalars.
        LIST,
        /// No value, or an empty mapping.
        NOTHING
    }

    String key() {
        return String.join(".", path);
    }

    /// The same value, seen from inside the first mappings of its path.
    Entry below(int levels) {
        return new Entry(path.subList(levels, path.size()), kind, value, origin);
    }
}
