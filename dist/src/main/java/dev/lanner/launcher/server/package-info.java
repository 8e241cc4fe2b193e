/// A server: its base directory, connectors, container and web applications put together, started and stopped.
///
/// Starting and stopping belong to the thread that calls; while the server runs, the control socket's threads deploy
/// and ask.
@NullMarked
package dev.lanner.launcher.server;

import org.jspecify.annotations.NullMarked;
