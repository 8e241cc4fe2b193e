/// The client side of Jakarta WebSocket: connecting endpoints to servers (Jakarta WebSocket 2.2, 3.2).
///
/// Connecting blocks the calling thread; afterwards the rules of sessions hold.
@NullMarked
package dev.lanner.websocket.client;

import org.jspecify.annotations.NullMarked;
