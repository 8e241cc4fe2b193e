/// The server side of Jakarta WebSocket: the endpoints of a context, and handshakes for them (Jakarta WebSocket 2.2, 3.1,
/// 6).
///
/// Handshakes run on request threads, with the application's class loader. What is kept of one afterwards holds nothing
/// of the request.
@NullMarked
package dev.lanner.websocket.server;

import org.jspecify.annotations.NullMarked;
