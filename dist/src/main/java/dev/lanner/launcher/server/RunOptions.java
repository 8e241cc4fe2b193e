package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command line of `run`, `start`, `check` and `print-config`.
///
/// @param base the base directory; null for the distribution's
/// @param config the configuration file; null for `conf/lanner.yaml` of the base
/// @param urls where to listen, in place of the configured endpoints
/// @param sets `key=value` settings
/// @param wars `[/context=]app.war`
/// @param profile which profile of the configuration; null for that of `LANNER_PROFILE`, if any
public record RunOptions(@Nullable Path base, @Nullable Path config, @Nullable String urls, List<String> sets,
        List<String> wars, @Nullable String profile) {

    /// Without a profile.
    public RunOptions(@Nullable Path base, @Nullable Path config, @Nullable String urls, List<String> sets,
            List<String> wars) {
        this(base, config, urls, sets, wars, null);
    }

    /// The base directory: what was given, else the distribution's folder.
    ///
    /// @throws LauncherException when there is neither
    public Path baseDirectory() throws LauncherException {
        return baseDirectory(base);
    }

    /// The directory given, else the distribution's folder.
    ///
    /// @throws LauncherException when there is neither
    public static Path baseDirectory(@Nullable Path given) throws LauncherException {
        if (given != null) {
            return given;
        }
        String home = System.getProperty("lanner.home");
        if (home == null) {
            throw new LauncherException(ExitCode.USAGE,
                    "LNR-5201: no base directory: use --base DIR, or the start script bin/lanner");
        }
        return Path.of(home);
    }

    /// Where the configuration is read from.
    public ConfigurationSource source(Map<String, String> environment) throws LauncherException {
        return new ConfigurationSource(baseDirectory(), config, urls, sets, environment, profile);
    }
}
