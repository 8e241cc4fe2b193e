/// HTTP/2 connections and the exchanges on their streams.
///
/// A connection's frames are parsed in steps of its loop, which runs no application code and waits for nobody. Each
/// request has a thread of its own. One short lock for each connection guards what both touch: the streams and their
/// states, the windows, the HPACK encoder and the chain of blocks that is to be sent. Nothing is read, written or called
/// back under it. Whoever has appended something sends it together with what all others have appended, unless somebody
/// is sending already; on a loop that is done once for all requests that became ready by one read.
///
/// Uses the codec of [dev.lanner.http.h2], the bytes of [dev.lanner.http.transport] and what exchanges have in common,
/// [dev.lanner.http.exchange].
@NullMarked
package dev.lanner.http.h2.connection;

import org.jspecify.annotations.NullMarked;
