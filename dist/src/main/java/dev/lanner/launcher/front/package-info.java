/// A server that takes part in the ports of another one: it registers URL prefixes there, and keeps them registered.
///
/// One thread of its own holds the connection to the front server and registers again when that has ended.
@NullMarked
package dev.lanner.launcher.front;

import org.jspecify.annotations.NullMarked;
