package dev.lanner.http.tls;

import dev.lanner.http.transport.Connection;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ServerLibraries;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.tls.CertificateChoice;
import dev.lanner.spi.tls.HandshakeCallback;
import dev.lanner.spi.tls.HandshakeCallbackFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An endpoint's handshake callback, and what is made of its answers. Safe for use by any thread; what asks the callback
/// may block, and runs on virtual threads.
final class Callbacks {
    static final String REFUSED = "tls-callback-refused";
    private static final Logger LOG = LazyLogger.of(Callbacks.class);
    private static final int MOST_FAILURES = 1024;

    private final String endpoint;
    private final String name;
    private final HandshakeCallback callback;
    private final ChosenSites chosen = new ChosenSites();
    /// Failures that are being told.
    private final Semaphore telling = new Semaphore(MOST_FAILURES);
    private final AtomicBoolean saidLost = new AtomicBoolean();

    private Callbacks(String endpoint, String name, HandshakeCallback callback) {
        this.endpoint = endpoint;
        this.name = name;
        this.callback = callback;
    }

    /// The endpoint's callback; null where it has none.
    ///
    /// @throws TlsConfigException when it is not there or can't work there
    ///
    /// @param context null for a server without libraries
    static @Nullable Callbacks of(EndpointConfig config, @Nullable ConnectorContext context)
            throws TlsConfigException {
        String name = config.settings().get(Settings.HANDSHAKE_CALLBACK);
        if (name.isEmpty()) {
            return null;
        }
        ClassLoader server = Callbacks.class.getClassLoader();
        TreeSet<String> known = new TreeSet<>();
        for (HandshakeCallbackFactory factory : ServiceLoader.load(HandshakeCallbackFactory.class,
                context == null ? server : ServerLibraries.of(context, server))) {
            known.add(factory.name());
            if (factory.name().equals(name)) {
                return new Callbacks(config.name(), name, make(factory, config));
            }
        }
        throw new TlsConfigException("LNR-6190: endpoint \"" + config.name() + "\": handshake-callback: no "
                + "HandshakeCallbackFactory in the server's libraries has the name \"" + name + "\". There "
                + (known.isEmpty() ? "is none at all." : "are: " + String.join(", ", known) + "."));
    }

    private static HandshakeCallback make(HandshakeCallbackFactory factory, EndpointConfig config)
            throws TlsConfigException {
        try {
            return factory.create(config);
        } catch (IllegalArgumentException e) {
            throw new TlsConfigException("LNR-6191: endpoint \"" + config.name() + "\": handshake-callback \""
                    + factory.name() + "\" can't work here: " + e.getMessage(), e);
        }
    }

    /// The connection as a callback sees it.
    static ConnectionFeature peer(Connection connection) {
        return connection.features().require(Features.CONNECTION);
    }

    /// Asks for the site. May block.
    ///
    /// @return null where there is none for the name
    @Nullable
    Site choose(Sites sites, ConnectionFeature peer, @Nullable String serverName) throws Refusal {
        try {
            CertificateChoice choice = callback.choose(peer, serverName);
            return switch (choice) {
                case null -> sites.find(serverName);
                case CertificateChoice.Named(String other) -> sites.find(other.toLowerCase(Locale.ROOT));
                case CertificateChoice.Shown shown -> chosen.site(sites.find(serverName), shown);
                case CertificateChoice.Refused() -> throw refusal();
            };
        } catch (Refusal e) {
            throw e;
        } catch (Exception | Error e) {
            failure("choose", peer, e);
            throw refusal();
        }
    }

    /// Asks whether the client may go on, and tells that it does. May block.
    void validate(ConnectionFeature peer, TlsFeature tls) throws Refusal {
        try {
            callback.validate(peer, tls);
            callback.succeeded(peer, tls);
        } catch (CertificateException e) {
            LOG.log(Level.INFO, "LNR-6192: endpoint \"{0}\": handshake-callback \"{1}\" refuses the client {2} "
                    + "(connection {3}): {4}", endpoint, name, peer.remote(), peer.id(), e.getMessage());
            throw refusal();
        } catch (Exception | Error e) {
            failure("validate", peer, e);
            throw refusal();
        }
    }

    private static Refusal refusal() {
        return new Refusal(REFUSED, Refusal.alert(Refusal.ACCESS_DENIED));
    }

    private void failure(String step, ConnectionFeature peer, Throwable cause) {
        LOG.log(Level.WARNING, "LNR-6193: endpoint \"" + endpoint + "\": handshake-callback \"" + name
                + "\" failed in " + step + "; the connection " + peer.id() + " of " + peer.remote() + " was refused",
                cause);
    }

    /// Tells of a failure, on a thread of its own. Returns at once.
    void failed(Connection connection, String reason) {
        if (!telling.tryAcquire()) {
            if (saidLost.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "LNR-6194: endpoint \"{0}\": handshake-callback \"{1}\" is so slow that it is "
                        + "not told of all failed handshakes; the access log has them", endpoint, name);
            }
            return;
        }
        ConnectionFeature peer = peer(connection);
        thread(() -> tell(peer, reason)).start();
    }

    private void tell(ConnectionFeature peer, String reason) {
        try {
            callback.failed(peer, reason);
        } catch (Exception | Error e) {
            LOG.log(Level.WARNING, "LNR-6195: endpoint \"" + endpoint + "\": handshake-callback \"" + name
                    + "\" failed when it was told of \"" + reason + "\"", e);
        } finally {
            telling.release();
        }
    }

    /// A thread that may call the callback, still to be started.
    static Thread thread(Runnable turn) {
        return Thread.ofVirtual().name("lanner-handshake-callback").unstarted(turn);
    }

    void close() {
        try {
            callback.close();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "LNR-6196: endpoint \"" + endpoint + "\": handshake-callback \"" + name
                    + "\" failed in close", e);
        }
    }
}
