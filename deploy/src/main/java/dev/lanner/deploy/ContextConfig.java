package dev.lanner.deploy;

import dev.lanner.spi.config.Section;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.log.RequestLog;
import org.jspecify.annotations.Nullable;

/// What the owner has written for a context.
///
/// @param settings what holds for it, the server's below
/// @param file where the owner writes, for messages: `conf/contexts/shop.yaml`
/// @param own the sections of the context's file
/// @param server the sections of the server's file, for those that refer to them
/// @param requestLog where its requests are logged; null for the server's log
public record ContextConfig(SettingValues settings, String file, Sections own, Sections server,
        @Nullable RequestLog requestLog) {
    /// Nothing is written.
    public static final ContextConfig DEFAULT = of(SettingValues.DEFAULTS);

    /// Without a log of its own.
    public ContextConfig(SettingValues settings, String file, Sections own, Sections server) {
        this(settings, file, own, server, null);
    }

    /// Settings alone.
    public static ContextConfig of(SettingValues settings) {
        return new ContextConfig(settings, "the owner's configuration", Sections.EMPTY, Sections.EMPTY, null);
    }

    /// With a log of its own for the context's requests; null for the server's.
    public ContextConfig withRequestLog(@Nullable RequestLog log) {
        return new ContextConfig(settings, file, own, server, log);
    }

    /// A section of the context's file.
    public <T> T get(Section<T> section) {
        return own.get(section);
    }
}
