package dev.lanner.launcher.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where configuration is read from.
///
/// @param base the base directory; `conf` below it holds the files
/// @param file the file named by `--config`; null for `conf/lanner.yaml`, which may be missing
/// @param urls the value of `--urls`
/// @param sets the values of `--set`, each `key=value`
/// @param environment environment variables
/// @param profile the value of `--profile`
public record ConfigurationSource(Path base, @Nullable Path file, @Nullable String urls, List<String> sets,
        Map<String, String> environment, @Nullable String profile) {

    /// Without a profile.
    public ConfigurationSource(Path base, @Nullable Path file, @Nullable String urls, List<String> sets,
            Map<String, String> environment) {
        this(base, file, urls, sets, environment, null);
    }
}
