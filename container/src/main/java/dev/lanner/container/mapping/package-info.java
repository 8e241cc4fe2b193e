/// Which servlet a path belongs to (Servlet 6.1, 12).
///
/// Tables are built when a context starts and never change; looking up needs no lock and at most one small object.
@NullMarked
package dev.lanner.container.mapping;

import org.jspecify.annotations.NullMarked;
