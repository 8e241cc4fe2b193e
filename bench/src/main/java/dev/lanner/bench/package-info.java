/// JMH benchmarks of the code that each request runs through.
@NullMarked
package dev.lanner.bench;

import org.jspecify.annotations.NullMarked;
