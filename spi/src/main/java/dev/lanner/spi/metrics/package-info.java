/// What is counted and measured. Counting never blocks; reading gives a picture that may be a little out of step.
@NullMarked
package dev.lanner.spi.metrics;

import org.jspecify.annotations.NullMarked;
