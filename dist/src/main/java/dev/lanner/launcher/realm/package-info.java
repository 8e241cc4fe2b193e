/// Where the users of web applications come from: a file, a database, or a library's realm.
///
/// Made by [dev.lanner.launcher.realm.ConfiguredRealms] from the settings when a context first needs it; asked by threads
/// of requests.
@NullMarked
package dev.lanner.launcher.realm;

import org.jspecify.annotations.NullMarked;
