/// A running web application: its servlets, filters and listeners with their life cycle, and the `ServletContext` that
/// it sees (Servlet 6.1, 4 and 8).
///
/// A context is changed by the thread that starts or stops it; requests read it from any thread.
@NullMarked
package dev.lanner.container.context;

import org.jspecify.annotations.NullMarked;
