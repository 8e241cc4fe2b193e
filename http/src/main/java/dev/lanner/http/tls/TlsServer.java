package dev.lanner.http.tls;

import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.LoopGroup;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.SettingType.Time;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.Fields;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// TLS of one endpoint: its sites, its handshakes, its buffers. Safe for use by any thread.
public final class TlsServer implements ProtocolStart, AutoCloseable {
    private static final Logger LOG = LazyLogger.of(TlsServer.class);

    private static final int MOST_ASKING = 64;

    private final EndpointConfig config;
    private final TlsProvider provider;
    private final SiteLoader loader;
    private final HandshakePool pool;
    /// For steps that wait for an answer from the network.
    private final HandshakePool asking = new HandshakePool(MOST_ASKING);
    private final List<TlsBuffers> buffers = new ArrayList<>();
    private final long timeoutMillis;
    private final @Nullable Callbacks callbacks;
    private final PlainAnswer plain;
    private final FileWatch watch;
    private volatile Sites sites;

    private TlsServer(EndpointConfig config, TlsProvider provider, SiteLoader loader, LoopGroup loops,
            @Nullable Callbacks callbacks) throws TlsConfigException {
        this.config = config;
        this.provider = provider;
        this.loader = loader;
        this.sites = loader.load();
        this.plain = new PlainAnswer(config.settings());
        this.callbacks = callbacks;
        for (int i = 0; i < loops.loops().size(); i++) {
            buffers.add(new TlsBuffers(provider));
        }
        long most = config.settings().get(Settings.MAX_HANDSHAKES);
        pool = new HandshakePool(most > 0 ? (int) most : Runtime.getRuntime().availableProcessors());
        Duration timeout = config.settings().get(Settings.HANDSHAKE_TIMEOUT);
        timeoutMillis = timeout.equals(Time.FOREVER) ? Long.MAX_VALUE / 4 : timeout.toMillis();
        watch = new FileWatch(loader.files(), this::reload);
    }

    /// Reads the endpoint's certificates.
    ///
    /// @param http2 whether HTTP/2 is offered
    /// @throws TlsConfigException when something of them can't be used
    public static TlsServer open(EndpointConfig config, LoopGroup loops, boolean http2) throws TlsConfigException {
        return open(config, null, loops, http2);
    }

    /// The same for an endpoint of a server that may have libraries, with a callback of the endpoint in them.
    public static TlsServer open(EndpointConfig config, @Nullable ConnectorContext context, LoopGroup loops,
            boolean http2) throws TlsConfigException {
        TlsProvider provider = Providers.find(config.settings().get(Settings.TLS_PROVIDER));
        SiteLoader loader = new SiteLoader(config, provider, http2);
        TlsServer server = new TlsServer(config, provider, loader, loops, Callbacks.of(config, context));
        if (config.settings().get(Settings.TLS_RELOAD)) {
            server.watch.start();
        }
        return server;
    }

    /// The certificates that an endpoint would show, by the name that clients ask for.
    ///
    /// @throws TlsConfigException when something of them can't be used
    public static Map<String, List<X509Certificate>> certificates(EndpointConfig config) throws TlsConfigException {
        TlsProvider provider = Providers.find(config.settings().get(Settings.TLS_PROVIDER));
        Map<String, List<X509Certificate>> shown = new TreeMap<>();
        boolean http2 = config.settings().get(Settings.PROTOCOLS).contains("http2");
        new SiteLoader(config, provider, http2).load().names().byName().forEach((name, site) -> shown.put(name,
                site.credentials().stream().map(Credentials::certificate).toList()));
        return shown;
    }

    @Override
    public Protocol on(Connection connection, Wire wire) {
        return new Handshake(connection, wire, this);
    }

    /// Reads the files again. New handshakes see what they hold now; where something is wrong with them, the old stays.
    ///
    /// @return whether it is in place
    public boolean reload() {
        try {
            sites = loader.load();
            LOG.log(Level.INFO, "LNR-2130: endpoint \"{0}\": the certificates were read again.", config.name());
            return true;
        } catch (TlsConfigException e) {
            LOG.log(Level.WARNING, "LNR-2131: the certificates so far stay in use. " + e.getMessage());
            return false;
        }
    }

    /// Ends the watching of files and the threads. Nothing begins any more.
    @Override
    public void close() {
        watch.close();
        pool.close();
        asking.close();
        Callbacks asked = callbacks;
        if (asked != null) {
            asked.close();
        }
    }

    /// Pooled buffers that are in use.
    public int buffersInUse() {
        return buffers.stream().mapToInt(TlsBuffers::outstanding).sum();
    }

    /// Where the cryptography comes from: `Conscrypt` or `JDK`.
    public String providerName() {
        return provider.name();
    }

    Sites sites() {
        return sites;
    }

    /// What takes part in handshakes; null where nothing does.
    @Nullable
    Callbacks callbacks() {
        return callbacks;
    }

    /// What plain HTTP is answered with.
    PlainAnswer plain() {
        return plain;
    }

    TlsProvider provider() {
        return provider;
    }

    /// Runs a step of a handshake, sooner or later.
    ///
    /// @param asks whether it may wait for an answer from the network
    void execute(Handshake handshake, boolean asks) {
        try {
            (asks ? asking : pool).execute(handshake);
        } catch (RejectedExecutionException e) {
            // stopped
            handshake.dropped();
        }
    }

    TlsBuffers buffers(EventLoop loop) {
        return buffers.get(loop.index());
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    /// A handshake has failed: a line for the request log, and the callback is told.
    void failed(Connection connection, String reason) {
        refused(connection, reason);
        Callbacks asked = callbacks;
        if (asked != null) {
            asked.failed(connection, reason);
        }
    }

    /// A line for the request log: no request will follow.
    void refused(Connection connection, String reason) {
        connection.endpoint().context().requestLog()
                .log(new RequestLogEntry(System.currentTimeMillis(), 0, connection.id(), "", connection.remote(), null,
                        null, null, null, 0, 0, Fields.EMPTY, reason, "https", null, null));
    }

    void log(Connection connection, Exception cause) {
        if (cause instanceof RuntimeException) {
            LOG.log(Level.ERROR, "LNR-2137: failure in the TLS handshake with " + connection.remote(), cause);
            return;
        }
        LOG.log(Level.DEBUG, "the TLS handshake with {0} failed: {1}", connection.remote(), cause.toString());
    }
}
