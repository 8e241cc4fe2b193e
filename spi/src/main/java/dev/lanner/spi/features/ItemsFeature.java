package dev.lanner.spi.features;

import java.util.Map;

/// The request's attributes.
public interface ItemsFeature {

    /// Mutable, in no order.
    Map<String, Object> items();
}
