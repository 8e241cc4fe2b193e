/// The codec of HTTP/2: frames, HPACK, flow-control arithmetic, stream states, settings, message rules (RFC 9113, 7541).
///
/// Pure: bytes to values and back. No I/O, no threads, no clocks of its own; whoever uses an object sees to it that one
/// thread at a time does. Used by [dev.lanner.http.h2.connection]; uses the field and host rules of
/// [dev.lanner.http.h1], so that both protocols refuse the same requests.
@NullMarked
package dev.lanner.http.h2;

import org.jspecify.annotations.NullMarked;
