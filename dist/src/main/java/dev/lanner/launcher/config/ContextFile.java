package dev.lanner.launcher.config;

import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;

/// What the file of a context says.
///
/// @param settings over the server's
/// @param sections of the file alone
public record ContextFile(SettingValues settings, Sections sections) {
}
