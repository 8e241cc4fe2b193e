/// What a web application is, as data: merged from descriptors, fragments and annotations by whoever deploys it, or
/// written by hand.
///
/// All types are immutable and safe for use by any thread; builders belong to one thread. Nothing here loads a class of
/// the application.
@NullMarked
package dev.lanner.container.definition;

import org.jspecify.annotations.NullMarked;
