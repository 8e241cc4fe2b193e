package dev.lanner.spi.features;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The features of a request, a connection or a server.
///
/// A look-up takes the feature that was set here, else makes this collection's own, else asks the parent. A request's
/// parent is its connection, whose parent is the server. Setting, replacing or removing raises the revision, so that a
/// reader that keeps a feature can check whether it still holds.
///
/// Not safe for concurrent use: a request's collection belongs to the thread that serves the request.
public final class FeatureCollection {
    private static final Object REMOVED = new Object();
    private static final int INITIAL_SLOTS = 16;

    private final @Nullable FeatureCollection parent;
    private final FeatureSource source;
    private @Nullable Object[] slots = new @Nullable Object[INITIAL_SLOTS];
    private int revision;

    /// An empty collection without a parent.
    public FeatureCollection() {
        this(null, FeatureSource.NONE);
    }

    /// @param parent where a look-up goes on when this collection has no such feature
    /// @param source makes this collection's own features
    public FeatureCollection(@Nullable FeatureCollection parent, FeatureSource source) {
        this.parent = parent;
        this.source = source;
    }

    /// The feature, or null when it is absent or was removed.
    public <F> @Nullable F get(FeatureKey<F> key) {
        int index = key.index();
        Object value = index < slots.length ? slots[index] : null;
        if (value == null) {
            value = fetch(key);
        }
        // a slot holds what set() accepted or the source made for this key
        @SuppressWarnings("unchecked")
        F feature = value == REMOVED ? null : (F) value;
        return feature;
    }

    /// The feature where it was set here, or made because somebody asked for it; null otherwise. Makes nothing.
    public <F> @Nullable F known(FeatureKey<F> key) {
        int index = key.index();
        Object value = index < slots.length ? slots[index] : null;
        @SuppressWarnings("unchecked")
        F feature = value == REMOVED ? null : (F) value;
        return feature;
    }

    /// The feature.
    ///
    /// @throws IllegalStateException when it is absent
    public <F> F require(FeatureKey<F> key) {
        F feature = get(key);
        if (feature == null) {
            throw new IllegalStateException("no " + key + " here: the connector does not supply it, or it was removed");
        }
        return feature;
    }

    /// Sets or replaces a feature and raises the revision.
    public <F> void set(FeatureKey<F> key, F feature) {
        store(key.index(), feature);
        revision++;
    }

    /// Removes a feature, also one that the parent has, and raises the revision.
    public void remove(FeatureKey<?> key) {
        store(key.index(), REMOVED);
        revision++;
    }

    /// Rises with each change here or in a parent.
    public int revision() {
        return revision + (parent == null ? source.parentRevision() : parent.revision());
    }

    /// The collection that look-ups go on to.
    public @Nullable FeatureCollection parent() {
        return parent == null ? source.parent() : parent;
    }

    private @Nullable Object fetch(FeatureKey<?> key) {
        Object made = source.feature(key);
        if (made != null) {
            store(key.index(), made);
            return made;
        }
        FeatureCollection next = parent();
        return next == null ? null : next.get(key);
    }

    private void store(int index, Object value) {
        if (index >= slots.length) {
            slots = Arrays.copyOf(slots, Math.max(index + 1, slots.length * 2));
        }
        slots[index] = value;
    }
}
