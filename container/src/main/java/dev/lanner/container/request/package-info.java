/// The request as the Servlet API shows it: a view over the request's features.
///
/// One fresh object graph for each request, used by one thread at a time and detached at the end.
@NullMarked
package dev.lanner.container.request;

import org.jspecify.annotations.NullMarked;
