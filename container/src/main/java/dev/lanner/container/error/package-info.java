/// What a client gets when something went wrong (Servlet 6.1, 10.9): error pages of the application, else a plain page
/// that gives nothing away.
///
/// Tables are immutable and safe for use by several threads.
@NullMarked
package dev.lanner.container.error;

import org.jspecify.annotations.NullMarked;
