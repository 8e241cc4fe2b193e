/// What listens: a bound server socket and what it knows of the connections that it accepts.
@NullMarked
package dev.lanner.spi.transport;

import org.jspecify.annotations.NullMarked;
