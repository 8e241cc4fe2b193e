package dev.lanner.http.tls;

import java.net.Socket;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The JDK's checks of a client's chain, and those that it leaves out where the trust store holds the client's certificate itself:
/// dates, usage and revocation. Safe for use by several threads.
final class ClientTrust extends X509ExtendedTrustManager {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private final X509ExtendedTrustManager checks;
    private final List<X509Certificate> anchors;
    private final Collection<? extends CRL> lists;
    private final boolean revocation;

    /// @param lists revocation lists
    /// @param revocation whether revocation matters; where the trust store holds a certificate itself, only lists are asked
    ClientTrust(X509ExtendedTrustManager checks, List<X509Certificate> anchors, Collection<? extends CRL> lists,
            boolean revocation) {
        this.checks = checks;
        this.anchors = List.copyOf(anchors);
        this.lists = lists;
        this.revocation = revocation;
    }

    private void more(X509Certificate[] chain) throws CertificateException {
        X509Certificate own = chain[0];
        own.checkValidity();
        if (!anchors.contains(own)) {
            return;
        }
        List<String> usages = own.getExtendedKeyUsage();
        if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
            throw new CertificateException(
                    "may not be used by clients: " + own.getSubjectX500Principal() + " has the usages " + usages);
        }
        // one that has signed itself has nobody who could revoke it
        if (revocation && !own.getIssuerX500Principal().equals(own.getSubjectX500Principal())) {
            lookUp(own);
        }
    }

    private void lookUp(X509Certificate own) throws CertificateException {
        boolean found = false;
        for (CRL list : lists) {
            if (list.isRevoked(own)) {
                throw new CertificateException("revoked: " + own.getSubjectX500Principal());
            }
            found |= list instanceof X509CRL x509
                    && x509.getIssuerX500Principal().equals(own.getIssuerX500Principal())
                    && (x509.getNextUpdate() == null || x509.getNextUpdate().toInstant().isAfter(Instant.now()));
        }
        if (!found) {
            throw new CertificateException("the trust store holds the certificate of " + own.getSubjectX500Principal()
                    + " itself, and no list of its issuer says that it is not revoked");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checks.checkClientTrusted(chain, type);
        more(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checks.checkClientTrusted(chain, type, socket);
        more(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        checks.checkClientTrusted(chain, type, engine);
        more(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checks.checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checks.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        checks.checkServerTrusted(chain, type, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return checks.getAcceptedIssuers();
    }
}
