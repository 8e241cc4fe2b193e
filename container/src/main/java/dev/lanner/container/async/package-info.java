/// Asynchronous requests and non-blocking bodies (Servlet 6.1, 2.3.3.3, 3.7, 5.7).
///
/// Each exchange is a strand: steps run one after the other, never two at once, and no thread is held between them.
/// State and queue are safe for use by several threads.
@NullMarked
package dev.lanner.container.async;

import org.jspecify.annotations.NullMarked;
