package dev.lanner.container;

import dev.lanner.container.session.keep.SessionBacking;
import dev.lanner.spi.config.SettingValues;
import org.jspecify.annotations.Nullable;

/// Where contexts keep sessions besides memory. Asked when a context starts.
@FunctionalInterface
public interface SessionStoreSource {
    /// The store of a context, which closes it when it stops.
    ///
    /// @param context names the context in letters that suit file names
    /// @param settings the context's
    /// @return null for memory alone
    /// @throws DeploymentException when the store can't be opened: the context does not start
    @Nullable
    SessionBacking backing(String context, SettingValues settings) throws DeploymentException;
}
