/// The client's side: TCP and TLS connections to a server, and the opening handshake on them.
///
/// A client connection that waits holds a parked virtual thread: clients are few. Reads and writes wait; what the protocol
/// above leaves to a callback happens on threads of the JDK's scheduler.
@NullMarked
package dev.lanner.websocket.transport;

import org.jspecify.annotations.NullMarked;
