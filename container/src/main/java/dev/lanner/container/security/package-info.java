/// Declarative security (Servlet 6.1, 13): which constraint holds for a request.
///
/// Immutable, safe for use by several threads.
@NullMarked
package dev.lanner.container.security;

import org.jspecify.annotations.NullMarked;
