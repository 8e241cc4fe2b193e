/// The way of a request from the front server to a worker and of the answer back: HTTP/1.1 over Unix sockets whose
/// connections are kept.
///
/// An exchange runs on the request's thread, and on a second one while a body is sent that is not at hand. A connection
/// belongs to one exchange at a time.
@NullMarked
package dev.lanner.worker.hop;

import org.jspecify.annotations.NullMarked;
