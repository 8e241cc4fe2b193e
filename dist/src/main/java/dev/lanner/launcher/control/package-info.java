/// The control socket `run/control`: how `lanner stop`, `status`, `deploy` and the like reach a running server.
///
/// A Unix socket that only the server's own user can open. A request is lines `key=value` ended by an empty line; the
/// answer is a line `ok` or `failed` and text for the person who asked, until the end of the stream. Sizes and times
/// are bounded on both sides. Each request is served by a virtual thread of its own.
@NullMarked
package dev.lanner.launcher.control;

import org.jspecify.annotations.NullMarked;
