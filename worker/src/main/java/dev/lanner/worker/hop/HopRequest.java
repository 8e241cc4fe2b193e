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
import dev.lanner.worker.pairing.FactsWriter;
import dev.lanner.worker.pairing.HopBytes;
import dev.lanner.worker.pairing.HopFields;
import dev.lanner.worker.pairing.PairingToken;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/// The head that goes to the worker.
final class HopRequest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] VERSION_AND_HOST = ascii(" HTTP/1.1\r\nHost: ");
    private static final byte[] FACTS = ascii("\r\n" + HopFields.FACTS + ": ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] EXPECT = ascii("Expect: 100-continue\r\n");

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

    /// @param to where to
    /// @param expect whether the worker shall say when it wants the body
    void encode(HopBytes to, PairingToken token, boolean expect) {
        RequestTarget target = request.target();
        String host = request.headers().first("Host");
        boolean sameHost = host != null && host.equals(target.authority());
        to.received(request.method()).one(' ').received(target.rawPath());
        String query = target.query();
        if (query != null) {
            to.one('?').received(query);
        }
        to.bytes(VERSION_AND_HOST).received(target.authority().isEmpty() ? "localhost" : target.authority())
                .bytes(FACTS);
        facts(new FactsWriter(to, token), sameHost);
        to.line();
        certificates(to);
        if (host != null && !sameHost) {
            to.latin(HopFields.FIELD).latin(": Host:").text(host).line();
        }
        request.headers().forEach((name, value) -> field(to, name, value));
        if (body == Body.CHUNKED) {
            to.bytes(CHUNKED);
        }
        if (expect) {
            to.bytes(EXPECT);
        }
        if (upgrade) {
            upgrade(to);
        }
        to.line();
    }

    private void field(HopBytes to, String name, String value) {
        if (upgrade && name.equalsIgnoreCase("Content-Length") && !value.equals("0")) {
            // nothing is sent for it: the worker would take the next request for the body
            return;
        }
        if (HopFields.ofConnection(name)) {
            if (!name.equalsIgnoreCase("Transfer-Encoding")) {
                to.latin(HopFields.FIELD).latin(": ").latin(name).one(':').text(value).line();
            }
            // else the hop's own says the same, and is shown in its place
        } else if (!(name.length() == 4 && name.equalsIgnoreCase("Host")) && !HopFields.isOne(name)) {
            to.latin(name).one(':').one(' ').text(value).line();
        }
    }

    private void upgrade(HopBytes to) {
        UpgradeFeature asked = exchange.require(Features.UPGRADE);
        String protocol = String.valueOf(asked.protocol());
        to.latin("Connection: upgrade\r\nUpgrade: ").received(protocol).line();
        if (tunnel && "websocket".equalsIgnoreCase(protocol)
                && request.headers().first("Sec-WebSocket-Key") == null) {
            byte[] nonce = new byte[16];
            RANDOM.nextBytes(nonce);
            to.latin("Sec-WebSocket-Key: ").latin(Base64.getEncoder().encodeToString(nonce)).line();
        }
    }

    private void certificates(HopBytes to) {
        TlsFeature tls = exchange.get(Features.TLS);
        if (tls == null) {
            return;
        }
        try {
            for (X509Certificate each : tls.peerCertificates()) {
                to.latin(HopFields.CERTIFICATE).latin(": ").latin(Base64.getEncoder().encodeToString(each.getEncoded()))
                        .line();
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was checked can't be encoded", e);
        }
    }

    private void facts(FactsWriter facts, boolean sameHost) {
        RequestTarget target = request.target();
        ConnectionFeature connection = exchange.get(Features.CONNECTION);
        RequestIdFeature id = exchange.get(Features.REQUEST_ID);
        facts.message(target.scheme(), request.protocol()).prefix(target.prefix())
                .ids(id == null ? "" : id.id(), connection == null ? "" : connection.id());
        if (connection != null) {
            facts.addresses(connection.remote(), connection.local());
        }
        if (!sameHost) {
            facts.otherHost(!target.authority().isEmpty());
        }
        if (tunnel) {
            facts.tunnel();
        }
        if (body == Body.CHUNKED && request.headers().first("Transfer-Encoding") == null) {
            facts.framed();
        }
        limits(facts);
        origin(facts);
    }

    private void limits(FactsWriter facts) {
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

    private void origin(FactsWriter facts) {
        TlsFeature tls = exchange.get(Features.TLS);
        if (tls != null) {
            facts.tls(tls.handshake());
        }
        AuthenticationFeature login = exchange.get(Features.AUTHENTICATION);
        if (login != null) {
            facts.login(login.principal().getName(), login.scheme(), login.roles());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
