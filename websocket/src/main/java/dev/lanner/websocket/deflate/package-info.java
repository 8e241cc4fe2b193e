/// permessage-deflate (RFC 7692): parameters, compression, bounded decompression. An object belongs to one connection and
/// one direction of it; native memory is given back when a message ends, or with the connection.
@NullMarked
package dev.lanner.websocket.deflate;

import org.jspecify.annotations.NullMarked;
