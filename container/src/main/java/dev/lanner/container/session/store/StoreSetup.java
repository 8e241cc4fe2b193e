package dev.lanner.container.session.store;

import dev.lanner.spi.config.SettingValues;
import java.nio.file.Path;

/// What a store is opened with.
///
/// @param context names the context in letters that suit file names and keys; the same on each server that serves it
/// @param settings the context's
/// @param work a directory of the server for files of this store; it need not exist
/// @param configuration the directory `conf`, which relative names of files are below
public record StoreSetup(String context, SettingValues settings, Path work, Path configuration) {
}
