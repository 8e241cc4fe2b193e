package dev.lanner.websocket.connection;

import dev.lanner.spi.config.SettingType.Time;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.websocket.protocol.ConnectionLimits;
import java.time.Duration;

/// Reads the limits of connections from the settings.
public final class LimitsReader {
    private LimitsReader() {
    }

    /// What the settings of an application say.
    public static ConnectionLimits of(SettingValues settings) {
        long message = settings.get(Settings.WEBSOCKET_MAX_MESSAGE_SIZE);
        return new ConnectionLimits(message, message, settings.get(Settings.WEBSOCKET_SEND_QUEUE_SIZE),
                time(settings.get(Settings.WEBSOCKET_SEND_TIMEOUT)),
                time(settings.get(Settings.WEBSOCKET_IDLE_TIMEOUT)),
                settings.get(Settings.WEBSOCKET_CLOSE_TIMEOUT), time(settings.get(Settings.WEBSOCKET_PING_INTERVAL)));
    }

    /// Zero for `unlimited`.
    private static Duration time(Duration setting) {
        return setting.equals(Time.FOREVER) ? Duration.ZERO : setting;
    }
}
