package dev.lanner.deploy;

import dev.lanner.spi.config.Section;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;

/// What the owner has written for a context.
///
/// @param settings what holds for it, the server's below
/// @param file where the owner writes, for messages: `conf/contexts/shop.yaml`
/// @param own the sections of the context's file
/// @param server the sections of the server's file, for those that refer to them
public record ContextConfig(SettingValues settings, String file, Sections own, Sections server) {
    /// Nothing is written.
    public static final ContextConfig DEFAULT = of(SettingValues.DEFAULTS);

    /// Settings alone.
    public static ContextConfig of(SettingValues settings) {
        return new ContextConfig(settings, "the owner's configuration", Sections.EMPTY, Sections.EMPTY);
    }

    /// A section of the context's file.
    public <T> T get(Section<T> section) {
        return own.get(section);
    }
}
