/// Ports shared by processes: URL prefixes that the owner reserves at a front server, and the processes that register
/// below them and then serve.
///
/// Registrations come and go on threads of their own; requests read an array that is replaced as a whole.
@NullMarked
package dev.lanner.worker.sharing;

import org.jspecify.annotations.NullMarked;
