/// Sessions: what an endpoint sees of one connection, and how messages find their handlers (Jakarta WebSocket 2.2, 2.1).
///
/// A session is told of messages by one thread at a time ([dev.lanner.websocket.protocol.MessageListener]) and may be used
/// by any.
@NullMarked
package dev.lanner.websocket.session;

import org.jspecify.annotations.NullMarked;
