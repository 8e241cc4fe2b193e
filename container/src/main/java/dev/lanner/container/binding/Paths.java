package dev.lanner.container.binding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Places by path, the longest first. Immutable.
final class Paths<T> {
    private final List<Place<T>> places;

    private Paths(Collection<Place<T>> all) {
        List<Place<T>> sorted = new ArrayList<>(all);
        sorted.sort((one, other) -> {
            int byLength = Integer.compare(other.path().length(), one.path().length());
            return byLength != 0 ? byLength : one.path().compareTo(other.path());
        });
        places = List.copyOf(sorted);
    }

    /// The place whose path is the longest one that the requested path is at or below.
    @Nullable
    Place<T> find(String path) {
        for (int i = 0; i < places.size(); i++) {
            Place<T> place = places.get(i);
            if (place.holds(path)) {
                return place;
            }
        }
        return null;
    }

    /// Gathers places. What is added first has a path for itself; only another version of the same goes in with it.
    static final class Builder<T> {
        private final Map<String, Place<T>> places = new HashMap<>();

        void add(String path, Bound<T> bound, String shown) {
            Place<T> there = places.get(path);
            if (there == null) {
                places.put(path, new Place<>(path, List.of(bound), shown));
            } else if (there.versions().getFirst().id().samePlace(bound.id()) && !there.versions().contains(bound)) {
                places.put(path, there.with(bound));
            }
        }

        Paths<T> build() {
            return new Paths<>(places.values());
        }
    }
}
