package dev.lanner.spi.transport;

import dev.lanner.spi.features.ConnectionFeature;
import org.jspecify.annotations.Nullable;

/// Looks at each connection of an endpoint: lets it through or not, and sees its bytes where it wants to.
///
/// Where it stands among the other filters, and before or after TLS, is said by the endpoint's `connection-filters`.
/// All methods are called on an event loop: they must not block, log, or take a lock that an application can hold.
/// Called for several connections at once.
public interface ConnectionFilter {

    /// Decides about a connection, before a byte of it is read.
    ///
    /// @param connection its id and addresses: those that a PROXY header names, where one came before this filter
    /// @return null to let it through; else the reason code for the log, lower case with dashes, and the connection is
    ///   closed without an answer
    default @Nullable String refuse(ConnectionFeature connection) {
        return null;
    }

    /// What sees the connection's bytes; null when nothing does. Asked once for each connection that was let through.
    default @Nullable ByteTap tap(ConnectionFeature connection) {
        return null;
    }
}
