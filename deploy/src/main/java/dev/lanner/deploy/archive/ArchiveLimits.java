package dev.lanner.deploy.archive;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;

/// What a WAR may grow to.
///
/// @param maxSize all files together, unpacked, in bytes
/// @param maxEntries files and directories
/// @param maxRatio how many times larger than the archive the files may be; counted from 1 MiB on
public record ArchiveLimits(long maxSize, long maxEntries, long maxRatio) {

    /// As configured.
    public static ArchiveLimits of(SettingValues settings) {
        return new ArchiveLimits(settings.get(Settings.MAX_WAR_SIZE), settings.get(Settings.MAX_WAR_ENTRIES),
                settings.get(Settings.MAX_WAR_RATIO));
    }
}
