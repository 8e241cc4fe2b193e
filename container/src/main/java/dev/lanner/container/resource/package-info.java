/// The files of a web application, and the servlet that serves them.
///
/// A [ResourceTree] answers for normalised paths only; it never leads out of its root. Implementations are safe for use
/// by several threads.
@NullMarked
package dev.lanner.container.resource;

import org.jspecify.annotations.NullMarked;
