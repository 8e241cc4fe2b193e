package dev.lanner.http.tls;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.conscrypt.Conscrypt;

/// BoringSSL through Conscrypt. The only class that refers to it.
final class ConscryptProvider implements TlsProvider {
    private final Provider provider;

    /// Loads the native library.
    ///
    /// @throws LinkageError when it can't be loaded here
    ConscryptProvider() {
        Conscrypt.checkAvailability();
        provider = Conscrypt.newProviderBuilder().provideTrustManager(false).build();
    }

    @Override
    public String name() {
        return "Conscrypt";
    }

    @Override
    public SSLContext context() throws GeneralSecurityException {
        return SSLContext.getInstance("TLS", provider);
    }

    @Override
    public void prepare(SSLEngine engine) {
        // off by default at servers, and without them TLS 1.3 never resumes
        Conscrypt.setUseSessionTickets(engine, true);
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public boolean sendsAfterEnd(SSLEngine engine) {
        // it ends both directions
        return false;
    }
}
