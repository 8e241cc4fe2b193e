package dev.lanner.worker.pairing;

import dev.lanner.container.ErrorAnswer;
import dev.lanner.spi.Application;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.features.TlsHandshake;
import dev.lanner.spi.features.UnixPeerFeature;
import dev.lanner.spi.log.LazyLogger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The application of a worker: lets requests of its front server through, and shows them as the client sent them.
///
/// What comes without the token, or from another user's process, gets 400. Safe for use by several threads.
public final class PairedApplication implements Application {
    private static final Logger LOG = LazyLogger.of(PairedApplication.class);
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final Application application;
    private final PairingToken token;
    private final String peer;
    private final Readiness readiness;
    private final AtomicLong lastRefusal = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    /// What the front server asks of a worker, besides requests of clients. Safe for use by several threads.
    @FunctionalInterface
    public interface Readiness {

        /// Waits until it is.
        ///
        /// @return empty when it serves; else why it never will
        String await() throws InterruptedException;

        /// The server will stop: connections that left HTTP shall be told to say goodbye. Does not wait.
        default void goAway() {
            // where there are none
        }

        /// Whether it has the session that a request names.
        default boolean hasSessionOf(FeatureCollection exchange) {
            return false;
        }

        /// Whether it has any session; when it can't tell it has.
        default boolean hasSessions() {
            return false;
        }
    }

    /// @param application what serves
    /// @param token the secret of front server and worker
    /// @param peer the name of the user that the front server runs as
    /// @param readiness asked when the front server wants to know
    public PairedApplication(Application application, PairingToken token, String peer, Readiness readiness) {
        this.application = application;
        this.token = token;
        this.peer = peer;
        this.readiness = readiness;
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        RequestFeature request = exchange.require(Features.REQUEST);
        String facts = request.headers().first(HopFields.FACTS);
        String fault = facts == null ? "it has no token" : fault(exchange, facts);
        if (fault != null || facts == null) {
            refuse(exchange, String.valueOf(fault));
            return;
        }
        String asked = request.headers().first(HopFields.CONTROL);
        if (asked != null) {
            control(exchange, asked);
            return;
        }
        show(exchange, request, HopFacts.decode(facts));
        application.handle(exchange);
    }

    private @Nullable String fault(FeatureCollection exchange, String facts) {
        int end = facts.indexOf(';');
        if (!token.matches(end < 0 ? facts : facts.substring(0, end))) {
            return "its token is wrong";
        }
        UnixPeerFeature socket = exchange.get(Features.UNIX_PEER);
        return socket == null || !socket.user().equals(peer)
                ? "its process is not one of the user " + peer
                : null;
    }

    /// Says so once a second at most: whoever knocks must not fill the log.
    private void refuse(FeatureCollection exchange, String fault) throws IOException {
        long now = System.nanoTime();
        long last = lastRefusal.get();
        if (now - last >= QUIET_NANOS && lastRefusal.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, "LNR-7101: a request to this worker was refused: {0}. Only its front server may use "
                    + "the socket", fault);
        }
        exchange.set(Features.BAD_REQUEST, () -> "unpaired");
        ErrorAnswer.send(exchange, 400);
    }

    private void control(FeatureCollection exchange, String asked) throws Exception {
        String no = switch (asked) {
            case HopFields.READY -> readiness.await();
            case HopFields.GO_AWAY -> {
                readiness.goAway();
                yield "";
            }
            case HopFields.SESSION -> readiness.hasSessionOf(exchange) ? "" : "it has no such session";
            case HopFields.SESSIONS -> readiness.hasSessions() ? "" : "it has no session";
            default -> "it does not know what is asked: " + asked;
        };
        byte[] answer = no.getBytes(StandardCharsets.UTF_8);
        ResponseFeature response = exchange.require(Features.RESPONSE);
        response.status(answer.length == 0 ? 200 : 500);
        response.headers().set("Content-Length", Integer.toString(answer.length));
        exchange.require(Features.RESPONSE_BODY).write(answer, 0, answer.length);
    }

    private static void show(FeatureCollection exchange, RequestFeature request, HopFacts facts) {
        FrontFeatures.set(exchange, facts);
        exchange.set(Features.REQUEST, PairedRequest.of(request, facts));
        exchange.set(Features.CONNECTION, new ClientConnection(facts.connectionId(), orLoopback(facts.remote()),
                orLoopback(facts.local())));
        RequestIdFeature id = exchange.get(Features.REQUEST_ID);
        if (id != null) {
            id.id(facts.requestId());
        }
        TlsHandshake handshake = facts.tls();
        if (handshake != null) {
            exchange.set(Features.TLS, new ClientTls(handshake,
                    certificates(request.headers().all(HopFields.CERTIFICATE))));
        }
        String user = facts.user();
        if (user != null) {
            exchange.set(Features.AUTHENTICATION, new FrontLogin(user, facts.login(), facts.roles()));
        }
    }

    private static SocketAddress orLoopback(@Nullable InetSocketAddress address) {
        return address == null ? new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0) : address;
    }

    private static List<X509Certificate> certificates(List<String> encoded) {
        if (encoded.isEmpty()) {
            return List.of();
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain = new ArrayList<>();
            for (String each : encoded) {
                chain.add((X509Certificate) factory
                        .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(each))));
            }
            return List.copyOf(chain);
        } catch (CertificateException e) {
            throw new IllegalStateException("LNR-7106: the facts of a hop are malformed: a certificate", e);
        }
    }

    /// The client's connection to the front server.
    private record ClientConnection(String id, SocketAddress remote,
            SocketAddress local) implements ConnectionFeature {
    }

    /// Its encryption.
    private record ClientTls(TlsHandshake handshake, List<X509Certificate> peerCertificates) implements TlsFeature {
    }

    /// Who logged in at the front server.
    private record FrontLogin(String name, String scheme, Set<String> roles) implements AuthenticationFeature {
        @Override
        public Principal principal() {
            return () -> name;
        }

        @Override
        public boolean inRole(String role) {
            return roles.contains(role);
        }
    }
}
