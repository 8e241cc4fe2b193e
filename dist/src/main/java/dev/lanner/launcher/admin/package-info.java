/// The admin endpoint: health and metrics, read only, on an address of its own.
///
/// Served by the same event loops as everything else; started before the web applications and stopped after them.
@NullMarked
package dev.lanner.launcher.admin;

import org.jspecify.annotations.NullMarked;
