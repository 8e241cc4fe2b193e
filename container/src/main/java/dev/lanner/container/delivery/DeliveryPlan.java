package dev.lanner.container.delivery;

import dev.lanner.container.cache.ResponseCache;
import dev.lanner.container.compression.CompressionRules;
import dev.lanner.spi.config.SettingValues;
import org.jspecify.annotations.Nullable;

/// How the responses of a context are delivered. Safe for use by several threads.
public final class DeliveryPlan {
    private final @Nullable CompressionRules compression;
    private final @Nullable ResponseCache cache;

    private DeliveryPlan(@Nullable CompressionRules compression, @Nullable ResponseCache cache) {
        this.compression = compression;
        this.cache = cache;
    }

    /// The plan that a context's settings ask for; null where responses go straight to the connector.
    public static @Nullable DeliveryPlan of(SettingValues settings) {
        CompressionRules compression = CompressionRules.of(settings);
        ResponseCache cache = ResponseCache.of(settings);
        return compression == null && cache == null ? null : new DeliveryPlan(compression, cache);
    }

    /// Which responses are compressed; null for none.
    public @Nullable CompressionRules compression() {
        return compression;
    }

    /// The responses that are kept; null for none.
    public @Nullable ResponseCache cache() {
        return cache;
    }

    /// The context has stopped.
    public void close() {
        if (cache != null) {
            cache.clear();
        }
    }
}
