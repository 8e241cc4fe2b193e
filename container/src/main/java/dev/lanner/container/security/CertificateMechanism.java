package dev.lanner.container.security;

import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.RealmException;
import java.security.cert.X509Certificate;
import java.util.List;

/// CLIENT-CERT: the certificate that the client showed in the TLS handshake, whose chain the connector has checked
/// (Servlet 6.1, 13.6.4). The realm must know its subject. Immutable.
final class CertificateMechanism implements Mechanism {
    private final CredentialCheck check;

    CertificateMechanism(CredentialCheck check) {
        this.check = check;
    }

    @Override
    public String scheme() {
        return "CLIENT_CERT";
    }

    @Override
    public boolean takesPasswords() {
        return false;
    }

    @Override
    public Attempt attempt(SecurityExchange exchange) throws RealmException {
        List<X509Certificate> chain = exchange.certificates();
        if (chain.isEmpty()) {
            return Attempt.NONE;
        }
        Credential credential = new Credential.Certificate(chain.getFirst());
        return check.verify(credential, exchange.clientAddress()) instanceof CredentialCheck.Verdict.Accepted right
                ? new Attempt.Accepted(new Authenticated(right.identity(), scheme()))
                : new Attempt.Refused(new Admission.Refusal(403));
    }

    /// No header field can ask for a certificate, so that 401, which needs one, would be wrong (RFC 9110, 15.5.2).
    @Override
    public Admission challenge(SecurityExchange exchange, boolean stale) {
        return new Admission.Refusal(403);
    }
}
