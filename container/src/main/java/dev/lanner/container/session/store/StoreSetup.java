package dev.lanner.container.session.store;

import dev.lanner.spi.config.SettingValues;
import java.nio.file.Path;

/// What a store is opened with.
///
/// @param context names the context in letters that suit file names and keys; the same on each server that serves it
/// @param settings the context's
/// @param work a directory of the server for files of this store; it need not exist
/// @param configuration the directory `conf`, which relative names of files are below
/// @param several whether several processes of this server serve the context at the same time, each with such a store
public record StoreSetup(String context, SettingValues settings, Path work, Path configuration, boolean several) {

    /// For the one process that serves the context.
    public StoreSetup(String context, SettingValues settings, Path work, Path configuration) {
        this(context, settings, work, configuration, false);
    }
}
