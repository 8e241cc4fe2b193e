package dev.lanner.http.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate with its chain and its key.
///
/// @param source the file, for messages
/// @param chain the server's own first
record Credentials(String source, PrivateKey key, List<X509Certificate> chain) {

    X509Certificate certificate() {
        return chain.getFirst();
    }
}
