package dev.lanner.http.tls;

import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.features.TlsHandshake;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What a handshake has agreed on; read from the engine when somebody asks.
final class Session implements TlsFeature {
    private final SSLSession session;
    private final @Nullable String serverName;
    private final @Nullable String applicationProtocol;
    private final boolean mayHavePeer;
    private volatile @Nullable TlsHandshake handshake;
    private volatile @Nullable List<X509Certificate> certificates;

    Session(SSLEngine engine, @Nullable String serverName, @Nullable String applicationProtocol,
            boolean mayHavePeer) {
        this.session = engine.getSession();
        this.serverName = serverName;
        this.applicationProtocol = applicationProtocol;
        this.mayHavePeer = mayHavePeer;
    }

    @Override
    public TlsHandshake handshake() {
        TlsHandshake known = handshake;
        if (known == null) {
            String suite = session.getCipherSuite();
            byte[] id = session.getId();
            // Conscrypt may have kept the protocol of the hello; the suites of TLS 1.3 have names of their own
            known = new TlsHandshake(suite.contains("_WITH_") ? session.getProtocol() : "TLSv1.3", suite,
                    keyBits(suite), id == null ? "" : HexFormat.of().formatHex(id), serverName, applicationProtocol);
            handshake = known;
        }
        return known;
    }

    @Nullable
    String applicationProtocol() {
        return applicationProtocol;
    }

    /// Reads all that there is from the engine, which may be gone when it is asked for.
    void read() {
        handshake();
        peerCertificates();
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        List<X509Certificate> known = certificates;
        if (known == null) {
            known = mayHavePeer ? readPeer() : List.of();
            certificates = known;
        }
        return known;
    }

    private List<X509Certificate> readPeer() {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            // it has shown none
        }
        return List.copyOf(chain);
    }

    /// The strength that the suite's name tells.
    private static int keyBits(String suite) {
        if (suite.contains("CHACHA20") || suite.contains("_256_")) {
            return 256;
        }
        if (suite.contains("_128_")) {
            return 128;
        }
        return suite.contains("3DES") ? 112 : 0;
    }
}
