/// Sessions in memory (Servlet 6.1, 7).
///
/// [Sessions] holds those of a context, [RequestSession] is what one request sees of them. Ids are made here only, at
/// random. Finding and using a session takes no lock: one look-up in a concurrent map, one atomic counter of the
/// requests that use it, so that none ends while it is in use. [RequestSession] belongs to its request's thread; all
/// else is safe for use by any thread.
@NullMarked
package dev.lanner.container.session;

import org.jspecify.annotations.NullMarked;
