/// Pools by HikariCP, and what HikariCP logs, in the server's log.
///
/// Loaded when the first data source is used. Pools are safe for use by any thread.
@NullMarked
package dev.lanner.datasource;

import org.jspecify.annotations.NullMarked;
