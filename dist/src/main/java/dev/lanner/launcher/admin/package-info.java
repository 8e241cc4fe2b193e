/// The admin endpoint: health and metrics, read only, on an address of its own.
///
/// Served by the same event loops as everything else; started before the web applications and stopped after them.
@org.jspecify.annotations.NullMarked
package dev.lanner.launcher.admin;
