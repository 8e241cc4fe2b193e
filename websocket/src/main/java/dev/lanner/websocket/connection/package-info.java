/// Connections over the bytes of an upgraded one.
///
/// A connection that waits holds no thread and no buffer: when bytes come, the connector calls back, and a virtual thread
/// reads, parses and calls the listener until nothing is left ([Receiver]). Sending needs no thread of its own: whoever sends
/// writes, unless another is at it or the peer is slow; then messages wait in a queue ([Sender]). No lock is held over I/O.
@NullMarked
package dev.lanner.websocket.connection;

import org.jspecify.annotations.NullMarked;
