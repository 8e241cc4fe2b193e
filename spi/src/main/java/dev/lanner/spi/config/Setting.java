package dev.lanner.spi.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One setting, said once: from here come parser, checks, schema, `lanner print-config` and the documentation.
///
/// @param group the mapping that it stands in, such as `limits`; empty for the top level
/// @param key lower case with dashes
/// @param type how it is read; knows unit and range
/// @param defaultValue what holds when nothing is said
/// @param reason why that is the default, and what the setting does; one or two sentences
/// @param scopes where it may be written
/// @param war what a WAR may say
/// @param since the version that brought it
/// @param <T> the type of the value
public record Setting<T>(String group, String key, SettingType<T> type, T defaultValue, String reason,
        Set<Scope> scopes, WarRule war, String since) {

    /// A setting is a constant: it equals itself only.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /// The hash of the key, which a string keeps; a record's own is costly, at the start above all.
    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /// Group and key with a dot between: `limits.max-request-body-size`.
    public String name() {
        return group.isEmpty() ? key : group + "." + key;
    }
}
