package dev.lanner.spi.features;

import org.jspecify.annotations.Nullable;

/// Makes a collection's own features when they are asked for the first time.
@FunctionalInterface
public interface FeatureSource {

    /// A source of nothing.
    FeatureSource NONE = key -> null;

    /// The feature of this key, or null where this source has none. Called at most once for each key and collection as
    /// long as the answer is not null.
    @Nullable
    Object feature(FeatureKey<?> key);

    /// The collection that look-ups go on to, for a collection that was made without a parent. May make it now.
    default @Nullable FeatureCollection parent() {
        return null;
    }

    /// The revision of [#parent()], without making it: what is not made yet has not been changed.
    default int parentRevision() {
        return 0;
    }
}
