package dev.lanner.connector.tcp;

import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.FeatureSource;
import dev.lanner.spi.features.Features;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What a request may know of its TCP connection. Still true after the connection's end.
record TcpConnection(String id, SocketAddress remote, SocketAddress local)
        implements
            ConnectionFeature,
            FeatureSource {

    @Override
    public @Nullable Object feature(FeatureKey<?> key) {
        return key == Features.CONNECTION ? this : null;
    }
}
