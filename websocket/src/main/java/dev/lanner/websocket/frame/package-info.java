/// Frames (RFC 6455, 5): parsing, masking, UTF-8. No I/O and no messages of one's own; an object belongs to one connection
/// and one direction of it.
@NullMarked
package dev.lanner.websocket.frame;

import org.jspecify.annotations.NullMarked;
