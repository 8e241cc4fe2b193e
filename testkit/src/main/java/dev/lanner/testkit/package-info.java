/// A raw client and a connector without sockets.
///
/// [dev.lanner.testkit.RawClient] speaks bytes with a running server; [dev.lanner.testkit.InMemoryConnector] runs an
/// application without one. Meant for test code: a client belongs to one thread unless said otherwise.
@NullMarked
package dev.lanner.testkit;

import org.jspecify.annotations.NullMarked;
