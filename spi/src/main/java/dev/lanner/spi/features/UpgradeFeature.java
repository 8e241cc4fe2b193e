package dev.lanner.spi.features;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The opaque upgrade: leave HTTP and use the connection's bytes, or those of one stream. Absent: can't be done.
///
/// HTTP/1.1 asks by the Upgrade field, HTTP/2 by an extended CONNECT (RFC 8441). The latter is shown to the application
/// as a GET, because it names a resource as a GET does: mapping, constraints and filters see the same request on both.
/// An extended CONNECT that is answered with a 2xx and was not upgraded is answered 501 instead, since a 2xx would open
/// the tunnel.
public interface UpgradeFeature {

    /// Whether the client asked for it (RFC 9110, 7.8; RFC 8441, 4) and it has not happened yet.
    boolean upgradable();

    /// The protocol that the client asks for: the Upgrade field, or `:protocol`. Null where it is not known.
    default @Nullable String protocol() {
        return null;
    }

    /// Whether it was asked for by an extended CONNECT: then the fields of the protocol's HTTP/1.1 handshake (Upgrade,
    /// Connection, for WebSocket Sec-WebSocket-Key) are not the client's, but made here for applications that look for them, and
    /// their answers are not sent.
    default boolean extendedConnect() {
        return false;
    }

    /// Sends 101, or 200 for an extended CONNECT, with the response's header fields and hands the bytes over. From now
    /// on the request's limits, data rates and deadlines don't apply, and the connection or stream counts as an upgraded
    /// one.
    ///
    /// @throws IllegalStateException when the request is not upgradable or the response has started
    /// @throws dev.lanner.spi.RequestRejectedException when the limit of upgraded connections is reached (503)
    DuplexStream upgrade() throws IOException;
}
