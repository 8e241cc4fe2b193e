/// HTTP/1.1 connections and their exchanges.
///
/// A connection belongs either to its event loop (idle, or a head is coming in) or to the thread of its running
/// exchange. The state word of [dev.lanner.http.connection.Http1Connection] says to whom; ownership passes by
/// compare-and-set. What both sides touch at the same time is only: that word, the interest set, the waiters, and held
/// output.
@NullMarked
package dev.lanner.http.connection;

import org.jspecify.annotations.NullMarked;
