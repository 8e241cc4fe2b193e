package dev.lanner.http.transport;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.config.SettingType.Time;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.time.Duration;

/// The limits of an endpoint in the units that the connection code counts in.
///
/// @param maxConnections open connections that are not upgraded
/// @param maxUpgraded upgraded connections
/// @param keepAliveMillis how long an idle connection is kept
/// @param headMillis how long a head may take
/// @param drainMillis how long an unread body is drained
/// @param maxDrain how many bytes of it are drained
/// @param maxBody the body limit where no context says another
/// @param bodyCeiling what a request may raise its body limit to
/// @param readAhead bytes read ahead for a request that does not read
/// @param responseBuffer bytes that may wait for a slow client before writes wait
/// @param requestRate the slowest body
/// @param responseRate the slowest reader
/// @param abortOnHalfClose whether a client that closes its side aborts the request
public record WireLimits(long maxConnections, long maxUpgraded, long keepAliveMillis, long headMillis, long drainMillis,
        long maxDrain, long maxBody, long bodyCeiling, int readAhead, int responseBuffer, DataRate requestRate,
        DataRate responseRate,
        boolean abortOnHalfClose) {

    static WireLimits of(SettingValues settings) {
        Duration grace = settings.get(Settings.MIN_RATE_GRACE);
        return new WireLimits(settings.get(Settings.MAX_CONNECTIONS), settings.get(Settings.MAX_UPGRADED_CONNECTIONS),
                millis(settings.get(Settings.KEEP_ALIVE_TIMEOUT)),
                millis(settings.get(Settings.REQUEST_HEADERS_TIMEOUT)), millis(settings.get(Settings.DRAIN_TIMEOUT)),
                settings.get(Settings.MAX_DRAIN_SIZE), settings.get(Settings.MAX_REQUEST_BODY_SIZE),
                settings.get(Settings.MAX_REQUEST_BODY_SIZE_CEILING),
                Math.toIntExact(settings.get(Settings.MAX_REQUEST_BUFFER_SIZE)),
                Math.toIntExact(settings.get(Settings.MAX_RESPONSE_BUFFER_SIZE)),
                rate(settings.get(Settings.MIN_REQUEST_BODY_RATE), grace),
                rate(settings.get(Settings.MIN_RESPONSE_RATE), grace), settings.get(Settings.ABORT_ON_HALF_CLOSE));
    }

    private static DataRate rate(long bytesPerSecond, Duration grace) {
        return bytesPerSecond == Long.MAX_VALUE ? DataRate.NONE : new DataRate(bytesPerSecond, grace);
    }

    private static long millis(Duration time) {
        return time.equals(Time.FOREVER) ? Long.MAX_VALUE / 4 : time.toMillis();
    }
}
