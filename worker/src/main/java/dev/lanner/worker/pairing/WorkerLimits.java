package dev.lanner.worker.pairing;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The settings of a worker's endpoint: what the front server limits is not limited again. Stateless.
public final class WorkerLimits {
    private static final String ORIGIN = "worker";
    private static final long LARGE = 1 << 20;
    private static final long MANY = 10_000;

    private WorkerLimits() {
    }

    /// Those settings over the server's.
    public static SettingValues over(SettingValues server) {
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        put(own, Settings.MAX_REQUEST_BODY_SIZE, Long.MAX_VALUE);
        put(own, Settings.MAX_REQUEST_LINE_SIZE, LARGE);
        put(own, Settings.MAX_REQUEST_HEADERS_SIZE, LARGE);
        put(own, Settings.MAX_REQUEST_HEADER_COUNT, MANY);
        put(own, Settings.MIN_REQUEST_BODY_RATE, Long.MAX_VALUE);
        put(own, Settings.MIN_RESPONSE_RATE, Long.MAX_VALUE);
        put(own, Settings.KEEP_ALIVE_TIMEOUT, Duration.ofDays(365));
        put(own, Settings.KEEP_ALIVE_DRAIN_TIME, Duration.ZERO);
        return new SettingValues(server, own);
    }

    private static void put(Map<Setting<?>, SettingValues.Value> into, Setting<?> setting, Object value) {
        into.put(setting, new SettingValues.Value(value, ORIGIN));
    }
}
