package dev.lanner.launcher.server;

import java.nio.file.Path;

/// Where the web applications of a virtual host lie.
///
/// @param host its name
/// @param directory may be absent
record HostDirectory(String host, Path directory) {
}
