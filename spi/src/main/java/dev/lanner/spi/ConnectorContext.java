package dev.lanner.spi;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What all connectors of one server share.
///
/// @param application what serves the requests
/// @param settings the server's settings
/// @param features the server's features, parents of each connection's
/// @param requestLog told of each finished or rejected request
/// @param shared objects that connectors make once for the server, by their class
public record ConnectorContext(Application application, SettingValues settings, FeatureCollection features,
        RequestLog requestLog, ConcurrentHashMap<Class<?>, Object> shared) {

    /// A context without shared objects yet.
    public ConnectorContext(Application application, SettingValues settings, FeatureCollection features,
            RequestLog requestLog) {
        this(application, settings, features, requestLog, new ConcurrentHashMap<>());
    }

    /// The same server with another application in front of it, such as one that checks requests.
    public ConnectorContext withApplication(Application other) {
        return new ConnectorContext(other, settings, features, requestLog, shared);
    }

    /// The server's one object of this class, made by the first connector that asks.
    public <T> T shared(Class<T> type, Function<ConnectorContext, T> maker) {
        Object known = shared.get(type);
        return type.cast(known == null ? shared.computeIfAbsent(type, new Making(this, maker)) : known);
    }

    /// A class, as a lambda costs time at the start.
    private record Making(ConnectorContext context,
            Function<ConnectorContext, ?> maker) implements Function<Class<?>, Object> {
        @Override
        public Object apply(Class<?> type) {
            return maker.apply(context);
        }
    }
}
