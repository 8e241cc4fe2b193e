package dev.lanner.spi.features;

import java.util.List;
import java.util.Map;

/// The cookies that the client sent (RFC 6265, 5.4).
public interface RequestCookiesFeature {

    /// Name and value of each, in the order received.
    List<Map.Entry<String, String>> cookies();
}
