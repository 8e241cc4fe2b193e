/// The paths of server endpoints: URI templates of level 1, and which of them a request means (Jakarta WebSocket 2.2,
/// 3.1.1).
///
/// Immutable values.
@NullMarked
package dev.lanner.websocket.path;

import org.jspecify.annotations.NullMarked;
