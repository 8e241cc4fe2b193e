/// Parts of an HTTP message: header fields, the request target and its one normaliser.
@NullMarked
package dev.lanner.spi.message;

import org.jspecify.annotations.NullMarked;
