package dev.lanner.http.filter;

import dev.lanner.spi.features.ProxyProtocolFeature;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A PROXY header.
///
/// @param version 1 or 2
/// @param length how many bytes it has
/// @param source the client's address; null where the proxy speaks for itself, such as for a check of health
/// @param destination the address that the client connected to; null as above
/// @param tls whether the client used TLS
/// @param fields of version 2
record ProxyHeader(int version, int length, @Nullable InetSocketAddress source,
        @Nullable InetSocketAddress destination, boolean tls, List<ProxyProtocolFeature.Field> fields) {

    /// A header without addresses.
    static ProxyHeader local(int version, int length) {
        return new ProxyHeader(version, length, null, null, false, List.of());
    }
}
