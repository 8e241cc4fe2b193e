/// TLS below HTTP, for each kind of socket.
///
/// [dev.lanner.http.tls.TlsServer] holds what an endpoint shows and asks for ([dev.lanner.http.tls.Sites], replaced as a
/// whole when its files change). [dev.lanner.http.tls.Handshake] is a connection's first protocol: it looks at the
/// client's hello, takes the site of the name asked for, and works on threads of its own, a bounded number at a time.
/// After it [dev.lanner.http.tls.TlsWire] decrypts on whichever thread reads and encrypts on whichever writes.
@NullMarked
package dev.lanner.http.tls;

import org.jspecify.annotations.NullMarked;
