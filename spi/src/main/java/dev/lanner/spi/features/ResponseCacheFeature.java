package dev.lanner.spi.features;

/// Keeps this request's response out of the context's cache. Absent: this context has no cache.
public interface ResponseCacheFeature {

    /// Whether the response may be kept if its fields allow it; true at first.
    boolean allowed();

    /// Forbids or allows it. Without effect once the response has started.
    void allowed(boolean keep);
}
