package dev.lanner.spi.features;

import dev.lanner.spi.BoundEndpoint;
import java.util.List;

/// The addresses that the server listens on, with real ports.
public interface ServerAddressesFeature {

    /// In the order of binding; empty before the start.
    List<BoundEndpoint> addresses();
}
