/// The examples: one page and the servlets behind it.
///
/// Servlets are found by their annotations and answer with JSON; the page in `index.html` calls them. Each servlet is
/// used by many threads at once and keeps nothing but what it got at its start.
@NullMarked
package dev.lanner.examples;

import org.jspecify.annotations.NullMarked;
