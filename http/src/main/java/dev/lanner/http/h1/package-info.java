/// The bytes of HTTP/1.1 (RFC 9112): request heads, chunked bodies, response heads. Pure: bytes to values and back, no
/// I/O, no clock, no logging.
///
/// There is one parser for each grammar, and it is strict: what is not allowed by the RFC, or is read differently by
/// other implementations, is a [Rejection], after which the connection must be closed.
///
/// Threading: nothing here is shared. Static methods are safe anywhere; a [dev.lanner.http.h1.HeadScanner] or
/// [dev.lanner.http.h1.ChunkDecoder] is used by one thread at a time.
@NullMarked
package dev.lanner.http.h1;

import org.jspecify.annotations.NullMarked;
