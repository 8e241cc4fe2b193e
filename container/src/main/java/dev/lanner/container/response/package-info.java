/// The response as the Servlet API shows it: a view over the response's features, with a buffer.
///
/// One fresh object graph for each request, used by one thread at a time and detached at the end.
@NullMarked
package dev.lanner.container.response;

import org.jspecify.annotations.NullMarked;
