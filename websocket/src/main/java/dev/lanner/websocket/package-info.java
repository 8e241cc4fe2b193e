/// WebSocket for the container: where the module begins.
@NullMarked
package dev.lanner.websocket;

import org.jspecify.annotations.NullMarked;
