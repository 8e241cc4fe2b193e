package dev.lanner.http.tls;

import dev.lanner.spi.config.Settings.ClientCertificate;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// One name's certificate and rules, ready for handshakes. Safe for use by several threads.
///
/// Each has a context of its own, so that a session of one name is never resumed at another that asks for more.
final class Site {
    private static final String[] PROTOCOLS_H2 = {"h2", "http/1.1"};
    private static final String[] PROTOCOLS = {"http/1.1"};

    private static final int ASKED_SECONDS = 600;

    private final TlsProvider provider;
    private final Parts parts;
    private final SSLContext context;
    private final List<Credentials> credentials;
    private final ClientCertificate clientCertificate;
    private final String[] protocols;
    private final String @Nullable [] ciphers;
    private final String[] applicationProtocols;

    /// What a site is made of.
    ///
    /// @param credentials one for each kind of key
    /// @param trust who may vouch for clients; null where none is asked for a certificate
    /// @param protocols `TLSv1.2`, `TLSv1.3`
    /// @param ciphers empty for the provider's own
    record Parts(List<Credentials> credentials, ClientCertificate clientCertificate, @Nullable TrustManager trust,
            List<String> protocols, List<String> ciphers, Choices choices) {
    }

    /// What else a site may have.
    ///
    /// @param http2 whether HTTP/2 is offered
    /// @param asks whether the issuers of clients' certificates are asked over the network (OCSP)
    record Choices(boolean http2, boolean asks) {
    }

    Site(TlsProvider provider, Parts parts) throws GeneralSecurityException {
        this.provider = provider;
        this.parts = parts;
        this.credentials = parts.credentials();
        this.clientCertificate = parts.clientCertificate();
        this.protocols = parts.protocols().toArray(String[]::new);
        this.ciphers = parts.ciphers().isEmpty() ? null : parts.ciphers().toArray(String[]::new);
        this.applicationProtocols = parts.choices().http2() ? PROTOCOLS_H2 : PROTOCOLS;
        context = provider.context();
        TrustManager trust = parts.trust() == null ? new NoTrust() : parts.trust();
        context.init(new KeyManager[]{new SiteKeys(credentials)}, new TrustManager[]{trust}, null);
        if (parts.choices().asks()) {
            // who resumes a session is not asked about again
            context.getServerSessionContext().setSessionTimeout(ASKED_SECONDS);
        }
    }

    /// Whether a step of a handshake may wait for an answer from the network.
    boolean asks() {
        return parts.choices().asks();
    }

    /// Another site with the same rules.
    Site with(Credentials other) throws GeneralSecurityException {
        return new Site(provider, new Parts(List.of(other), parts.clientCertificate(), parts.trust(), parts.protocols(),
                parts.ciphers(), parts.choices()));
    }

    /// An engine for one connection, as a server.
    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        if (ciphers != null) {
            parameters.setCipherSuites(ciphers);
        }
        parameters.setApplicationProtocols(applicationProtocols);
        switch (clientCertificate) {
            case NEED -> parameters.setNeedClientAuth(true);
            case WANT -> parameters.setWantClientAuth(true);
            case NONE -> {
                // nobody is asked
            }
        }
        engine.setSSLParameters(parameters);
        provider.prepare(engine);
        return engine;
    }

    /// What the site shows.
    List<Credentials> credentials() {
        return credentials;
    }

    /// Whether clients are asked for a certificate.
    ClientCertificate clientCertificate() {
        return clientCertificate;
    }

    /// The suites that the provider has.
    static List<String> supported(TlsProvider provider) throws GeneralSecurityException {
        SSLContext context = provider.context();
        context.init(null, new TrustManager[]{new NoTrust()}, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        List<String> suites = List.of(engine.getSupportedCipherSuites());
        Engines.free(engine);
        return suites;
    }
}
