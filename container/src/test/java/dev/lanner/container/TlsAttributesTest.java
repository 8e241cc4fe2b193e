package dev.lanner.container;

import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.features.TlsHandshake;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Servlet 6.1, 3.10: what an encrypted connection shows as request attributes.
class TlsAttributesTest {
    private static final String[] NAMES = {"secure_protocol", "cipher_suite", "key_size", "ssl_session_id",
        "X509Certificate"};
    private final Contexts contexts = Contexts.at("");

    @AfterEach
    void close() {
        contexts.close();
    }

    private record Tls(TlsHandshake handshake, List<X509Certificate> peerCertificates) implements TlsFeature {
    }

    private static TlsHandshake handshake() {
        return new TlsHandshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128, "00ff", "a.example", "http/1.1");
    }

    private static String shown(HttpServletRequest request) {
        StringBuilder text = new StringBuilder();
        for (String name : NAMES) {
            Object value = request.getAttribute("jakarta.servlet.request." + name);
            text.append(value instanceof X509Certificate[] chain ? chain.length : value).append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void anEncryptedConnectionShowsItsHandshakeAndTheClientsCertificates() {
        contexts.servlet("s", (q, r) -> r.getWriter().print(shown(q)), "/");
        X509Certificate certificate = Mockito.mock(X509Certificate.class);
        assertEquals("TLSv1.3 TLS_AES_128_GCM_SHA256 128 00ff 1", contexts.request("/").scheme("https")
                .with(Features.TLS, new Tls(handshake(), List.of(certificate))).send().text());
    }

    @Test
    void withoutAClientCertificateOrEncryptionTheAttributesAreAbsent() {
        contexts.servlet("s", (q, r) -> r.getWriter()
                .print(shown(q) + " " + Collections.list(q.getAttributeNames()).stream()
                        .filter(name -> name.startsWith("jakarta.servlet.request.")).sorted().toList()),
                "/");
        assertEquals("null null null null null []", contexts.text("/"));
        assertEquals("TLSv1.3 TLS_AES_128_GCM_SHA256 128 00ff null [jakarta.servlet.request.cipher_suite, "
                + "jakarta.servlet.request.key_size, jakarta.servlet.request.secure_protocol, "
                + "jakarta.servlet.request.ssl_session_id]",
                contexts.request("/").with(Features.TLS, new Tls(handshake(), List.of())).send().text());
    }

    @Test
    void anApplicationCanReplaceAndRemoveThem() {
        contexts.servlet("s", (q, r) -> {
            q.setAttribute("jakarta.servlet.request.cipher_suite", "mine");
            q.removeAttribute("jakarta.servlet.request.key_size");
            r.getWriter().print(shown(q));
        }, "/");
        assertEquals("TLSv1.3 mine null 00ff null",
                contexts.request("/").with(Features.TLS, new Tls(handshake(), List.of())).send().text());
    }

    @Test
    void theConnectionIsSecureByItsOwnEncryptionAndTheRequestByItsScheme() {
        contexts.servlet("s", (q, r) -> r.getWriter()
                .print(q.isSecure() + " " + q.getServletConnection().isSecure()), "/");
        assertEquals("true false", contexts.request("/").scheme("https").send().text());
        assertEquals("true true",
                contexts.request("/").scheme("https").with(Features.TLS, new Tls(handshake(), List.of())).send()
                        .text());
    }
}
