package dev.lanner.spi.config;

import java.util.Map;

/// An endpoint as configured.
///
/// @param name its name in the configuration, or the URL where it has none
/// @param url where to listen
/// @param settings the settings that hold there
/// @param origin where it is said, for messages: `conf/lanner.yaml:7`
/// @param names what holds for single server names of TLS (SNI), over the endpoint's settings; by host name, `*.` and
///   its end, or `*`
public record EndpointConfig(String name, EndpointUrl url, SettingValues settings, String origin,
        Map<String, SettingValues> names) {

    /// An endpoint without settings for single names.
    public EndpointConfig(String name, EndpointUrl url, SettingValues settings, String origin) {
        this(name, url, settings, origin, Map.of());
    }
}
