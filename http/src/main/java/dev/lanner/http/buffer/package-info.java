/// Blocks of bytes that are pooled. Nothing else of a request is.
@NullMarked
package dev.lanner.http.buffer;

import org.jspecify.annotations.NullMarked;
