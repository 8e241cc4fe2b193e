package dev.lanner.deploy;

import dev.lanner.spi.config.SettingValues;

/// The settings of each context, as its owner wrote them.
@FunctionalInterface
public interface ContextSettings {

    /// What holds for a context; asked once for each deployment.
    SettingValues of(ContextName context);
}
