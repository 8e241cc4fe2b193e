/// What the distribution has for resources: the libraries that all applications share, and the part that pools
/// connections.
///
/// Loaded with the first application, or the first login against a database. Safe for use by any thread.
@NullMarked
package dev.lanner.launcher.resource;

import org.jspecify.annotations.NullMarked;
