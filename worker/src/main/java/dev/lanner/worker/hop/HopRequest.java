package dev.lanner.worker.hop;

import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.BodyDetectionFeature;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.StreamIdFeature;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.message.RequestTarget;
import dev.lanner.worker.pairing.HopFacts;
import dev.lanner.worker.pairing.HopFields;
import dev.lanner.worker.pairing.PairingToken;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The head that goes to the worker.
final class HopRequest {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// How the request's body is sent.
    enum Body {
        /// There is none.
        NONE,
        /// With the length that the client announced.
        LENGTH,
        /// In chunks.
        CHUNKED
    }

    private final FeatureCollection exchange;
    private final RequestFeature request;
    private final Body body;
    private final boolean upgrade;
    private final boolean tunnel;

    HopRequest(FeatureCollection exchange) {
        this.exchange = exchange;
        request = exchange.require(Features.REQUEST);
        UpgradeFeature asked = exchange.get(Features.UPGRADE);
        upgrade = asked != null && asked.upgradable() && asked.protocol() != null;
        tunnel = upgrade && asked != null && asked.extendedConnect();
        body = body();
    }

    private Body body() {
        BodyDetectionFeature detection = exchange.get(Features.BODY_DETECTION);
        if (upgrade || detection != null && !detection.canHaveBody()) {
            return Body.NONE;
        }
        return request.headers().first("Content-Length") == null ? Body.CHUNKED : Body.LENGTH;
    }

    Body bodyKind() {
        return body;
    }

    /// The length that was announced; for [Body#LENGTH].
    long length() {
        return Long.parseLong(String.valueOf(request.headers().first("Content-Length")));
    }

    boolean upgrade() {
        return upgrade;
    }

    /// Whether the client opens a tunnel by an extended CONNECT: the worker is asked as HTTP/1.1 does.
    boolean tunnel() {
        return tunnel;
    }

    String method() {
        return request.method();
    }

    /// @param expect whether the worker shall say when it wants the body
    byte[] encode(PairingToken token, boolean expect, Charset charset) {
        RequestTarget target = request.target();
        StringBuilder head = new StringBuilder(512).append(request.method()).append(' ').append(target.rawPath());
        String query = target.query();
        if (query != null) {
            head.append('?').append(query);
        }
        head.append(" HTTP/1.1\r\nHost: ").append(target.authority().isEmpty() ? "localhost" : target.authority())
                .append("\r\n");
        line(head, HopFields.FACTS, facts().encode(token));
        certificates(head);
        request.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("Transfer-Encoding")) {
                // the hop's own says the same, and is shown in its place
                return;
            }
            if (HopFields.ofConnection(name)) {
                line(head, HopFields.FIELD, name + ":" + value);
            } else if (!name.equalsIgnoreCase("Host") && !HopFields.isOne(name)) {
                line(head, name, value);
            }
        });
        if (body == Body.CHUNKED) {
            head.append("Transfer-Encoding: chunked\r\n");
        }
        if (expect) {
            head.append("Expect: 100-continue\r\n");
        }
        if (upgrade) {
            upgrade(head);
        }
        return head.append("\r\n").toString().getBytes(charset);
    }

    private void upgrade(StringBuilder head) {
        UpgradeFeature asked = exchange.require(Features.UPGRADE);
        head.append("Connection: upgrade\r\nUpgrade: ").append(asked.protocol()).append("\r\n");
        if (tunnel && "websocket".equalsIgnoreCase(asked.protocol())
                && request.headers().first("Sec-WebSocket-Key") == null) {
            byte[] nonce = new byte[16];
            RANDOM.nextBytes(nonce);
            line(head, "Sec-WebSocket-Key", Base64.getEncoder().encodeToString(nonce));
        }
    }

    private void certificates(StringBuilder head) {
        TlsFeature tls = exchange.get(Features.TLS);
        if (tls == null) {
            return;
        }
        try {
            for (X509Certificate each : tls.peerCertificates()) {
                line(head, HopFields.CERTIFICATE, Base64.getEncoder().encodeToString(each.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was checked can't be encoded", e);
        }
    }

    private HopFacts facts() {
        RequestTarget target = request.target();
        ConnectionFeature connection = exchange.get(Features.CONNECTION);
        RequestIdFeature id = exchange.get(Features.REQUEST_ID);
        HopFacts facts = new HopFacts().message(target.scheme(), request.protocol()).prefix(target.prefix())
                .ids(id == null ? "" : id.id(), connection == null ? "" : connection.id());
        if (connection != null) {
            facts.addresses(internet(connection.remote()), internet(connection.local()));
        }
        if (tunnel) {
            facts.tunnel();
        }
        if (body == Body.CHUNKED && request.headers().first("Transfer-Encoding") == null) {
            facts.framed();
        }
        limits(facts);
        origin(facts);
        return facts;
    }

    private void limits(HopFacts facts) {
        StreamIdFeature stream = exchange.get(Features.STREAM_ID);
        if (stream != null) {
            facts.stream(stream.id());
        }
        if (body == Body.NONE) {
            return;
        }
        MaxRequestBodySizeFeature size = exchange.get(Features.MAX_REQUEST_BODY_SIZE);
        if (size != null) {
            facts.limit(size.limit());
        }
        DataRateFeature rates = exchange.get(Features.DATA_RATE);
        if (rates != null) {
            facts.rates(rates.request(), rates.response());
        }
    }

    private void origin(HopFacts facts) {
        TlsFeature tls = exchange.get(Features.TLS);
        if (tls != null) {
            facts.tls(tls.handshake());
        }
        AuthenticationFeature login = exchange.get(Features.AUTHENTICATION);
        if (login != null) {
            facts.login(login.principal().getName(), login.scheme());
        }
    }

    private static @Nullable InetSocketAddress internet(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress known ? known : null;
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
