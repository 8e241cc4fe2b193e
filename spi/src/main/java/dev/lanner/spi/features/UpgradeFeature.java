package dev.lanner.spi.features;

import java.io.IOException;

/// The opaque upgrade: leave HTTP and use the connection's bytes. Absent: can't be done.
public interface UpgradeFeature {

    /// Whether the client asked for it (RFC 9110, 7.8) and it has not happened yet.
    boolean upgradable();

    /// Sends 101 with the response's header fields and hands the connection over. From now on the request's limits,
    /// data rates and deadlines don't apply, and the connection counts as an upgraded one.
    ///
    /// @throws IllegalStateException when the request is not upgradable or the response has started
    /// @throws dev.lanner.spi.RequestRejectedException when the limit of upgraded connections is reached (503)
    DuplexStream upgrade() throws IOException;
}
