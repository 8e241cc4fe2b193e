package dev.lanner.spi.config;

/// An endpoint as configured.
///
/// @param name its name in the configuration, or the URL where it has none
/// @param url where to listen
/// @param settings the settings that hold there
/// @param origin where it is said, for messages: `conf/lanner.yaml:7`
public record EndpointConfig(String name, EndpointUrl url, SettingValues settings, String origin) {
}
