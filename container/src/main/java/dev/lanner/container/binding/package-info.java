/// Where a context is bound: its id and the order of versions. Values only: immutable, safe for use by any thread, and
/// without knowledge of contexts.
@NullMarked
package dev.lanner.container.binding;

import org.jspecify.annotations.NullMarked;
