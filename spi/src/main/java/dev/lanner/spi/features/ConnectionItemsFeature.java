package dev.lanner.spi.features;

import java.util.concurrent.ConcurrentMap;

/// Absent: nothing can be kept.
public interface ConnectionItemsFeature {

    /// Anything that should live as long as the connection.
    ConcurrentMap<Object, Object> items();
}
