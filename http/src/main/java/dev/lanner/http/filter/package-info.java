/// What stands between an accepted connection and its first protocol: the PROXY header, checks of addresses, taps.
///
/// [Filters] puts them together in the order of the configuration. `ProxyHeaderParser` is pure. Everything else runs in
/// steps of the connection's loop: nothing here blocks or logs there.
@NullMarked
package dev.lanner.http.filter;

import org.jspecify.annotations.NullMarked;
