package dev.lanner.spi.features;

import org.jspecify.annotations.Nullable;

/// Makes a collection's own features when they are asked for the first time.
@FunctionalInterface
public interface FeatureSource {

    /// A source of nothing.
    FeatureSource NONE = key -> null;

    /// The feature of this key, or null where this source has none. Called at most
    /// once for each key and collection as long as the answer is not null.
    @Nullable
    Object feature(FeatureKey<?> key);
}
