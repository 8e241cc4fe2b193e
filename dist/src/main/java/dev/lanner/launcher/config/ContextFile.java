package dev.lanner.launcher.config;

import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;
import java.nio.file.Path;

/// What the file of a context says.
///
/// @param file its path; where there is none, the path that it would have
/// @param settings over the server's
/// @param sections of the file alone
public record ContextFile(Path file, SettingValues settings, Sections sections) {
}
