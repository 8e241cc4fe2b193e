/// Connections that this server has opened to another process, driven by its event loops.
///
/// [dev.lanner.http.client.LoopChannel] is registered with the loop of the request that uses it: a request that waits for an answer
/// unmounts, and the loop that sees the answer runs it on, on the same thread.
@NullMarked
package dev.lanner.http.client;

import org.jspecify.annotations.NullMarked;
