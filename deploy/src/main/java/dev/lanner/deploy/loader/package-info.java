/// Class loaders: each web application sees its own classes first, the APIs of the server, and nothing else of the
/// server.
///
/// Loaders are safe for use by any thread.
@NullMarked
package dev.lanner.deploy.loader;

import org.jspecify.annotations.NullMarked;
