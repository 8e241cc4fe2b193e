/// Users that are known to the server itself: hashed passwords and the table that holds them.
///
/// Knows neither files nor servlets. Immutable, safe for use by any thread.
@NullMarked
package dev.lanner.container.realm;

import org.jspecify.annotations.NullMarked;
