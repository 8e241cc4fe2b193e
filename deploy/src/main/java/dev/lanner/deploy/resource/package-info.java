/// The resources of web applications: data sources, mail sessions, objects of factories, beans and URLs; what they are
/// made of, and how they are made.
///
/// Definitions are immutable values. Makers and what they make are safe for use by any thread.
@NullMarked
package dev.lanner.deploy.resource;

import org.jspecify.annotations.NullMarked;
