package dev.lanner.spi.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a [HandshakeCallback] wants to be shown to a client.
public sealed interface CertificateChoice {

    /// What the endpoint's `tls.names` have for another name than the client asked for, rules for client certificates
    /// included.
    ///
    /// @param name a host name, or `*`; one that has nothing there refuses the handshake as `tls-unknown-name`
    record Named(String name) implements CertificateChoice {
    }

    /// A certificate that stands in no file of the configuration. The rest (versions, client certificates) is what the
    /// endpoint has for the name that the client asked for. Use the same objects again for the same certificate: what is
    /// made of them is kept for the thousand used last, and sessions are resumed with it.
    ///
    /// @param key belongs to the first certificate
    /// @param chain the server's own first, then those that lead to its issuer
    record Shown(PrivateKey key, List<X509Certificate> chain) implements CertificateChoice {
        /// @throws IllegalArgumentException when there is no certificate
        public Shown {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("a chain has at least one certificate");
            }
        }
    }

    /// Nothing: the handshake is refused (alert `access_denied`, reason `tls-callback-refused`).
    record Refused() implements CertificateChoice {
    }
}
