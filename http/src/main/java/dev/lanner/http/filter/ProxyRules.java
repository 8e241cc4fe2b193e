package dev.lanner.http.filter;

import dev.lanner.spi.config.Networks;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ProxyProtocol;
import org.jspecify.annotations.Nullable;

/// Who must send a PROXY header, and which.
///
/// @param versions those that are taken, not OFF
/// @param peers who may send one
/// @param millis how long it may take
/// @param longest how many bytes it may have
record ProxyRules(ProxyProtocol versions, Networks peers, long millis, int longest) {

    /// Null where none is expected.
    static @Nullable ProxyRules of(SettingValues settings) {
        ProxyProtocol versions = settings.get(Settings.PROXY_PROTOCOL);
        return versions == ProxyProtocol.OFF
                ? null
                : new ProxyRules(versions, settings.get(Settings.PROXY_PROTOCOL_PEERS),
                        settings.get(Settings.PROXY_PROTOCOL_TIMEOUT).toMillis(),
                        Math.toIntExact(settings.get(Settings.MAX_PROXY_HEADER_SIZE)));
    }
}
