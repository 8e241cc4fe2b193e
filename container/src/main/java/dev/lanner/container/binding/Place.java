package dev.lanner.container.binding;

import java.util.ArrayList;
import java.util.List;

/// A path at which requests arrive, and what is bound there: one thing, or several versions of it, the newest first.
///
/// @param path empty for the root
/// @param versions at least one
/// @param shown how it came to be, for people: a prefix, or a host with a path
public record Place<T>(String path, List<Bound<T>> versions, String shown) {

    Place<T> with(Bound<T> version) {
        List<Bound<T>> all = new ArrayList<>(versions);
        all.add(version);
        all.sort((one, other) -> other.id().compareTo(one.id()));
        return new Place<>(path, List.copyOf(all), shown);
    }

    /// Whether a path is this one or below it, by segments.
    boolean holds(String requested) {
        int length = path.length();
        return requested.startsWith(path) && (requested.length() == length || requested.charAt(length) == '/');
    }
}
