/// Unix socket endpoints.
///
/// [dev.lanner.connector.unix.UnixBinder] makes the socket's file so that it is never seen with wrong permissions,
/// never taken from a living server, and never made by two servers at once: under a
/// [dev.lanner.connector.unix.StartLock], in a [dev.lanner.connector.unix.PrivateDirectory], over what
/// [dev.lanner.connector.unix.SocketFile] found at the public name. The [dev.lanner.connector.unix.UnixListener]
/// removes it. A binder is used by one thread; a listener is safe for use by several.
@NullMarked
package dev.lanner.connector.unix;

import org.jspecify.annotations.NullMarked;
