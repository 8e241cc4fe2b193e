/// Finds the `ServletContainerInitializer`s of the server and of an application (Servlet 6.1, 8.2.4).
///
/// Stateless.
@NullMarked
package dev.lanner.deploy.initializer;

import org.jspecify.annotations.NullMarked;
