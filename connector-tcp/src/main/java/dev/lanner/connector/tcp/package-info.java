/// TCP endpoints.
///
/// [dev.lanner.connector.tcp.TcpBinder] turns an endpoint's URL into bound [dev.lanner.connector.tcp.TcpListener]s; the
/// event loops of the HTTP engine accept from them. A binder is used by one thread; a listener is safe for use by
/// several.
@NullMarked
package dev.lanner.connector.tcp;

import org.jspecify.annotations.NullMarked;
