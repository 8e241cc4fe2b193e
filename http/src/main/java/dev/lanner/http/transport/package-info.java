/// Connections below HTTP: accepted on a loop, counted, read and written through a [dev.lanner.http.transport.Wire],
/// and driven by whatever [dev.lanner.http.transport.Protocol] they speak at the time.
///
/// A [dev.lanner.http.transport.Connection] outlives a change of protocol: first a TLS handshake, then HTTP/1.1 or
/// HTTP/2. The protocols are given to the [dev.lanner.http.transport.Endpoint] as functions, so that this package sees
/// none of them. What touches a selector is done in steps of the connection's loop.
@NullMarked
package dev.lanner.http.transport;

import org.jspecify.annotations.NullMarked;
