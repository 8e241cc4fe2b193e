package dev.lanner.spi.features;

import java.security.cert.X509Certificate;
import java.util.List;

/// The encrypted connection that the request came over. Absent: the connection to this server is not encrypted, whatever
/// a proxy in front of it says (the request's scheme says that).
///
/// Safe for use by any thread.
public interface TlsFeature {

    /// What client and server agreed on.
    TlsHandshake handshake();

    /// The client's certificate first, then those that lead to its issuer; empty when the client has shown none. The
    /// chain was checked against the endpoint's trust store.
    List<X509Certificate> peerCertificates();
}
