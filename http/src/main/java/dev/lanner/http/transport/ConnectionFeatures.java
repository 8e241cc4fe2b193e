package dev.lanner.http.transport;

import dev.lanner.spi.features.ConnectionItemsFeature;
import dev.lanner.spi.features.ConnectionLifetimeFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.FeatureSource;
import dev.lanner.spi.features.Features;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The features of a connection: the listener's, and those that every connection has.
final class ConnectionFeatures implements FeatureSource {
    private final Connection connection;

    private ConnectionFeatures(Connection connection) {
        this.connection = connection;
    }

    static FeatureCollection of(Connection connection) {
        Endpoint endpoint = connection.endpoint();
        // The listener asks the channel for its addresses. That takes the channel's lock, which the loop needs to close it,
        // so only one request thread at a time may be in the queue for it.
        endpoint.making().lock();
        try {
            FeatureCollection ofListener = endpoint.listener().features(connection.channel(), connection.id(),
                    endpoint.context().features());
            return new FeatureCollection(ofListener, new ConnectionFeatures(connection));
        } finally {
            endpoint.making().unlock();
        }
    }

    @Override
    public @Nullable Object feature(FeatureKey<?> key) {
        if (key == Features.CONNECTION_LIFETIME) {
            return new Lifetime(connection);
        }
        if (key == Features.CONNECTION_ITEMS) {
            return new Items(new ConcurrentHashMap<>());
        }
        Connection.Told told = connection.told();
        if (told != null && key == Features.CONNECTION) {
            return told.peer();
        }
        if (told != null && key == Features.PROXY_PROTOCOL) {
            return told.header();
        }
        if (key == Features.TLS) {
            return connection.wire().tls();
        }
        return null;
    }

    private record Lifetime(Connection connection) implements ConnectionLifetimeFeature {
        @Override
        public void requestClose() {
            connection.requestClose();
        }

        @Override
        public CompletionStage<Void> closed() {
            return connection.closedStage();
        }
    }

    private record Items(ConcurrentMap<Object, Object> items) implements ConnectionItemsFeature {
    }
}
