package dev.lanner.launcher.config;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;
import java.util.List;

/// What the server runs with. Immutable.
///
/// @param server the server's settings
/// @param sections the sections of `conf/lanner.yaml`
/// @param endpoints where to listen; at least one, unless there is a front server
/// @param contexts the settings of contexts
/// @param profile the profile that holds; empty for none
/// @param notes what the owner should know, for the log
public record Configuration(SettingValues server, Sections sections, List<EndpointConfig> endpoints,
        ContextFiles contexts, String profile, List<String> notes) {
}
