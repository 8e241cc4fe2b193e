/// The environment of a web application (Jakarta EE Platform 11, 5; Servlet 6.1, 15.2.2 and 15.5): entries and references
/// of descriptors and annotations become names below `java:`, and are injected into components.
///
/// Read by the thread of a deployment; injection is safe for use by any thread.
@NullMarked
package dev.lanner.deploy.environment;

import org.jspecify.annotations.NullMarked;
