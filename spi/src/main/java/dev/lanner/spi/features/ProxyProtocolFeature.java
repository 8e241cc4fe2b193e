package dev.lanner.spi.features;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/// The connection came through a proxy that told of its client by the PROXY protocol. Absent: it did not.
///
/// [ConnectionFeature] then has the client's addresses.
public interface ProxyProtocolFeature {

    /// A field of a header of version 2.
    ///
    /// @param type 0 to 255
    /// @param value as sent; each call gives a buffer of its own that can't be written to
    record Field(int type, ByteBuffer value) {
        @Override
        public ByteBuffer value() {
            return value.asReadOnlyBuffer();
        }
    }

    /// The version of the header, 1 or 2.
    int version();

    /// The proxy's own address.
    SocketAddress proxy();

    /// Whether the proxy says that its client used TLS. The request's scheme is `https` then.
    boolean tls();

    /// The fields of the header, in order; none with version 1.
    List<Field> fields();
}
