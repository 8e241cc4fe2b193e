package dev.lanner.http.h2.connection;

import dev.lanner.spi.config.SettingType.Time;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.time.Duration;

/// The limits and choices of HTTP/2 at an endpoint.
///
/// @param maxStreams requests of one connection at the same time
/// @param tableSize bytes of the header table that requests may use
/// @param responseTableSize bytes of the header table that responses use; 0 for none
/// @param maxFrame bytes of the largest frame that is accepted
/// @param maxField bytes of the largest header field, decoded
/// @param windows how many bytes may come that nobody has read
/// @param anyScheme whether `:scheme` may differ from the connection's
/// @param pingMillis after how long without a frame the client is asked whether it is there
/// @param pingTimeoutMillis how long it may take to answer
record Http2Config(int maxStreams, int tableSize, int responseTableSize, int maxFrame, int maxField, Windows windows,
        boolean anyScheme, long pingMillis, long pingTimeoutMillis) {

    /// @param connection of all streams together
    /// @param stream of one stream
    /// @param most what they may grow to
    record Windows(int connection, int stream, int most) {
    }

    static Http2Config of(SettingValues settings) {
        int table = whole(settings.get(Settings.HTTP2_HEADER_TABLE_SIZE));
        return new Http2Config(whole(settings.get(Settings.MAX_STREAMS_PER_CONNECTION)), table,
                settings.get(Settings.RESPONSE_HEADER_COMPRESSION) ? table : 0,
                whole(settings.get(Settings.HTTP2_MAX_FRAME_SIZE)),
                whole(settings.get(Settings.MAX_REQUEST_HEADER_FIELD_SIZE)),
                new Windows(whole(settings.get(Settings.HTTP2_CONNECTION_WINDOW)),
                        whole(settings.get(Settings.HTTP2_STREAM_WINDOW)),
                        whole(settings.get(Settings.HTTP2_MAX_WINDOW))),
                settings.get(Settings.ALLOW_ALTERNATE_SCHEMES), millis(settings.get(Settings.HTTP2_PING_DELAY)),
                millis(settings.get(Settings.HTTP2_PING_TIMEOUT)));
    }

    private static int whole(long value) {
        return Math.toIntExact(value);
    }

    private static long millis(Duration time) {
        return time.equals(Time.FOREVER) ? Long.MAX_VALUE / 4 : time.toMillis();
    }
}
