package dev.lanner.container.delivery;

import dev.lanner.container.compression.CompressionRules;
import dev.lanner.spi.config.SettingValues;
import org.jspecify.annotations.Nullable;

/// How the responses of a context are delivered. Safe for use by several threads.
public final class DeliveryPlan {
    private final CompressionRules compression;

    private DeliveryPlan(CompressionRules compression) {
        this.compression = compression;
    }

    /// The plan that a context's settings ask for; null where responses go straight to the connector.
    public static @Nullable DeliveryPlan of(SettingValues settings) {
        CompressionRules compression = CompressionRules.of(settings);
        return compression == null ? null : new DeliveryPlan(compression);
    }

    /// Which responses are compressed.
    public CompressionRules compression() {
        return compression;
    }
}
