package dev.lanner.http.h2.connection;

import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.config.SettingValues;
import org.jspecify.annotations.Nullable;

/// Begins HTTP/2 on a connection. Nothing of it is loaded before the first connection that speaks it.
public final class Http2Start implements ProtocolStart {
    private final SettingValues settings;
    private volatile @Nullable Http2Config config;

    /// @param settings of the endpoint
    public Http2Start(SettingValues settings) {
        this.settings = settings;
    }

    @Override
    public Protocol on(Connection connection, Wire wire) {
        Http2Config known = config;
        if (known == null) {
            known = Http2Config.of(settings);
            config = known;
        }
        return new Http2Connection(connection, wire, known);
    }
}
