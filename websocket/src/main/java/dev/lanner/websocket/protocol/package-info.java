/// The protocol as the API above it sees it: connections, messages, handshakes. Nothing here knows servlets or Jakarta
/// WebSocket.
///
/// A connection calls its [MessageListener] on a virtual thread, one call at a time; its sending side may be used by any
/// number of threads.
@NullMarked
package dev.lanner.websocket.protocol;

import org.jspecify.annotations.NullMarked;
