package dev.lanner.spi.features;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The key of a feature: a constant with a small index, so that a look-up is one array read.
///
/// @param <F> the feature's interface
public final class FeatureKey<F> {
    private static final Map<Class<?>, FeatureKey<?>> KEYS = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Class<F> type;
    private final int index;

    private FeatureKey(Class<F> type, int index) {
        this.type = type;
        this.index = index;
    }

    /// The one key of this interface. Meant for constants: keys live as long as the process.
    public static <F> FeatureKey<F> of(Class<F> type) {
        FeatureKey<?> known = KEYS.get(type);
        if (known == null) {
            // an index that is lost to another thread stays unused
            FeatureKey<F> made = new FeatureKey<>(type, NEXT.getAndIncrement());
            FeatureKey<?> before = KEYS.putIfAbsent(type, made);
            known = before == null ? made : before;
        }
        // one key for each class and class keys only: the cast can't fail
        @SuppressWarnings("unchecked")
        FeatureKey<F> key = (FeatureKey<F>) known;
        return key;
    }

    /// The feature's interface.
    public Class<F> type() {
        return type;
    }

    int index() {
        return index;
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
