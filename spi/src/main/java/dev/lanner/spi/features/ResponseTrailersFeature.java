package dev.lanner.spi.features;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Trailer fields of the response. Absent: they can't be sent.
public interface ResponseTrailersFeature {

    /// What gives the trailers, asked after the last byte of the body; null for none.
    ///
    /// @throws IllegalStateException when the response has started and its framing has no place for trailers
    void trailers(@Nullable Supplier<Map<String, String>> supplier);

    /// What was set last.
    @Nullable
    Supplier<Map<String, String>> trailers();
}
