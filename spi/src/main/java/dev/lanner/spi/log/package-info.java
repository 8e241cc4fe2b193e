/// What a connector reports of each finished or rejected request.
@NullMarked
package dev.lanner.spi.log;

import org.jspecify.annotations.NullMarked;
