package dev.lanner.websocket.server;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.WebSocketCompression;
import dev.lanner.websocket.connection.LimitsReader;
import dev.lanner.websocket.protocol.ConnectionLimits;

/// What the owner of the server has set for the WebSockets of a context.
///
/// @param limits of connections
/// @param origins from which pages browsers may connect
/// @param compresses whether messages may be compressed
/// @param keepsContext whether compression remembers earlier messages
/// @param closesWithSession whether a WebSocket ends with the HTTP session that it was opened under
/// @param maxSessions connections at the same time
record ServerSettings(ConnectionLimits limits, OriginRule origins, boolean compresses, boolean keepsContext,
        boolean closesWithSession, long maxSessions) {

    static ServerSettings of(SettingValues values) {
        WebSocketCompression compression = values.get(Settings.WEBSOCKET_COMPRESSION);
        return new ServerSettings(LimitsReader.of(values),
                new OriginRule(values.get(Settings.WEBSOCKET_ALLOWED_ORIGINS)),
                compression != WebSocketCompression.OFF, compression == WebSocketCompression.CONTEXT,
                values.get(Settings.WEBSOCKET_ENDS_WITH_SESSION), values.get(Settings.WEBSOCKET_MAX_SESSIONS));
    }
}
