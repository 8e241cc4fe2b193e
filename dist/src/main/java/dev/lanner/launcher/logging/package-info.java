/// The server log and the access log.
///
/// The server log is what [System.Logger] is given, one line each on standard error: without `java.util.logging`, which
/// costs time at start. What applications log by that one comes here too, from their first such message on. A line is one write, made by the thread that logs. The access log is written by a thread of its
/// own; requests only append to memory. Everything here is safe for use by several threads.
@NullMarked
package dev.lanner.launcher.logging;

import org.jspecify.annotations.NullMarked;
