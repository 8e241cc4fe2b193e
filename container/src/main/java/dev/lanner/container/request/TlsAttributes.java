package dev.lanner.container.request;

import dev.lanner.spi.features.TlsFeature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The request attributes of an encrypted connection (Servlet 6.1, 3.10).
final class TlsAttributes {
    static final String PREFIX = "jakarta.servlet.request.";
    private static final String PROTOCOL = "jakarta.servlet.request.secure_protocol";
    private static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";
    private static final String KEY_SIZE = "jakarta.servlet.request.key_size";
    private static final String SESSION_ID = "jakarta.servlet.request.ssl_session_id";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    static final List<String> NAMES = List.of(PROTOCOL, CIPHER_SUITE, KEY_SIZE, SESSION_ID, CERTIFICATES);

    private TlsAttributes() {
    }

    /// The attribute's value; null where the connection has none, or this is another attribute.
    static @Nullable Object value(TlsFeature tls, String name) {
        return switch (name) {
            case PROTOCOL -> tls.handshake().protocol();
            case CIPHER_SUITE -> tls.handshake().cipherSuite();
            case KEY_SIZE -> tls.handshake().keyBits() == 0 ? null : tls.handshake().keyBits();
            case SESSION_ID -> tls.handshake().sessionId().isEmpty() ? null : tls.handshake().sessionId();
            case CERTIFICATES -> tls.peerCertificates().isEmpty()
                    ? null
                    : tls.peerCertificates().toArray(X509Certificate[]::new);
            default -> null;
        };
    }
}
