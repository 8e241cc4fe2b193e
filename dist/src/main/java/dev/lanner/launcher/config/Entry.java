package dev.lanner.launcher.config;

import java.util.List;

/// One value in one source of configuration.
///
/// @param path the keys that lead to it, at least one
/// @param kind what is written there
/// @param items the text of a scalar, those of a list, else none
/// @param origin where it stands
record Entry(List<String> path, Kind kind, List<String> items, Origin origin) {

    /// What is written at a key.
    enum Kind {
        /// One word, number or text.
        SCALAR,
        /// A list of scalars.
        LIST,
        /// The begin of a mapping: entries with what it holds follow.
        MAPPING,
        /// No value, or an empty mapping.
        NOTHING
    }

    /// Of what is one text.
    Entry(List<String> path, Kind kind, String value, Origin origin) {
        this(path, kind, kind == Kind.SCALAR || kind == Kind.LIST ? List.of(value) : List.of(), origin);
    }

    /// The text; a list's items with `, ` between them; empty for nothing.
    String value() {
        return String.join(", ", items);
    }

    String key() {
        return String.join(".", path);
    }

    /// The same value, seen from inside the first mappings of its path.
    Entry below(int levels) {
        return new Entry(path.subList(levels, path.size()), kind, items, origin);
    }
}
