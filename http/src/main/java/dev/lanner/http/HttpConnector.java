package dev.lanner.http;

import dev.lanner.http.connection.Http1Start;
import dev.lanner.http.edge.Edge;
import dev.lanner.http.filter.Filters;
import dev.lanner.http.h2.connection.Http2Start;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.tls.TlsServer;
import dev.lanner.http.transport.Acceptor;
import dev.lanner.http.transport.ConnectionCounters;
import dev.lanner.http.transport.Endpoint;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Protocols;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.metrics.ConnectorStatistics;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// HTTP over whatever kind of socket its listeners are.
///
/// All connectors of one server share the event loops; the last one that stops ends them.
public final class HttpConnector implements Connector {
    private static final Logger LOG = LazyLogger.of(HttpConnector.class);
    /// More would only wake each other for each new connection.
    private static final int MOST_ACCEPTORS = 4;
    private static final long LAST_MILLIS = 200;
    /// Settings that need another socket.
    private static final List<Setting<?>> OF_SOCKETS = List.of(Settings.BACKLOG, Settings.TCP_NO_DELAY,
            Settings.UNIX_MODE, Settings.UNIX_OWNER);
    private static final long LOOK_NANOS = 5_000_000;
    private static final long DEREGISTRATION_NANOS = 1_000_000_000;

    /// Opens the server sockets of an endpoint.
    @FunctionalInterface
    public interface Binder {

        /// Binds. Called once, by [HttpConnector#start()].
        ///
        /// @throws IOException naming the address and what to do; nothing stays open
        List<Listener> bind() throws IOException;
    }

    private enum Phase {
        CREATED, STARTED, STOPPED
    }

    private final EndpointConfig config;
    private final ConnectorContext context;
    private final Binder binder;
    private final @Nullable Filters filters;
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by lock.
    private Phase phase = Phase.CREATED;
    /// Guarded by lock.
    private boolean paused;
    /// Guarded by lock.
    private @Nullable HttpRuntime runtime;
    private final ConnectionCounters counters = new ConnectionCounters();
    private volatile @Nullable TlsServer tls;
    /// Guarded by lock.
    private final List<Acceptor> acceptors = new ArrayList<>();
    private volatile List<Endpoint> endpoints = List.of();
    private volatile List<Listener> listeners = List.of();

    /// A connector that has opened nothing yet.
    ///
    /// @throws IllegalArgumentException when the endpoint's settings contradict each other
    public HttpConnector(EndpointConfig config, ConnectorContext context, Binder binder) {
        this.config = config;
        this.context = Edge.of(config, context);
        this.binder = binder;
        this.filters = Filters.of(config, context);
    }

    @Override
    public List<BoundEndpoint> start() throws IOException {
        lock.lock();
        try {
            if (phase != Phase.CREATED) {
                throw new IllegalStateException("a connector is started once: " + config.name());
            }
            phase = Phase.STARTED;
            Edge.announce(config);
            HttpRuntime shared = use();
            Protocols protocols = protocols(shared);
            List<Listener> bound = binder.bind();
            listeners = List.copyOf(bound);
            return accept(shared, bound, protocols);
        } catch (IOException | RuntimeException e) {
            phase = Phase.STOPPED;
            closeListeners();
            closeTls();
            release();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /// What connections speak. Certificates are read before anything is bound.
    private Protocols protocols(HttpRuntime shared) throws IOException {
        ProtocolStart http1 = new Http1Start();
        ProtocolStart http2 = config.settings().get(Settings.PROTOCOLS).contains("http2")
                ? new Http2Start(config.settings())
                : null;
        if (!config.url().scheme().equals("https")) {
            return new Protocols(http1, http1, http2);
        }
        TlsServer made = TlsServer.open(config, context, shared.loops(), http2 != null);
        tls = made;
        return new Protocols(made, http1, http2);
    }

    private void closeTls() {
        TlsServer used = tls;
        if (used != null) {
            used.close();
        }
    }

    /// New connections are this one's from now on: the acceptors stay, and have another endpoint.
    @Override
    public @Nullable List<BoundEndpoint> startInPlaceOf(Connector other) throws IOException {
        if (!(other instanceof HttpConnector before) || !sameSockets(before.config)) {
            return null;
        }
        lock.lock();
        try {
            if (phase != Phase.CREATED) {
                throw new IllegalStateException("a connector is started once: " + config.name());
            }
            HttpRuntime shared = use();
            Protocols protocols = protocols(shared);
            Sockets sockets = before.handOver();
            if (sockets == null) {
                closeTls();
                release();
                return null;
            }
            phase = Phase.STARTED;
            Edge.announce(config);
            listeners = sockets.listeners();
            List<BoundEndpoint> addresses = endpoints(shared, listeners, protocols);
            for (Acceptor acceptor : sockets.acceptors()) {
                for (Endpoint endpoint : endpoints) {
                    if (endpoint.listener() == acceptor.listener()) {
                        acceptor.serve(endpoint);
                        acceptors.add(acceptor);
                        break;
                    }
                }
            }
            return addresses;
        } catch (IOException | RuntimeException e) {
            phase = Phase.STOPPED;
            closeTls();
            release();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private HttpRuntime use() {
        HttpRuntime shared = context.shared(HttpRuntime.class, HttpRuntime::new);
        runtime = shared;
        shared.use();
        return shared;
    }

    /// What a connector has bound.
    private record Sockets(List<Listener> listeners, List<Acceptor> acceptors) {
    }

    /// Gives its sockets away, unless it is on its way down.
    private @Nullable Sockets handOver() {
        lock.lock();
        try {
            if (paused || phase != Phase.STARTED) {
                return null;
            }
            Sockets sockets = new Sockets(listeners, List.copyOf(acceptors));
            listeners = List.of();
            acceptors.clear();
            return sockets;
        } finally {
            lock.unlock();
        }
    }

    private boolean sameSockets(EndpointConfig other) {
        boolean same = config.url().equals(other.url());
        for (Setting<?> setting : OF_SOCKETS) {
            same &= config.settings().get(setting).equals(other.settings().get(setting));
        }
        return same;
    }

    private List<BoundEndpoint> accept(HttpRuntime shared, List<Listener> bound, Protocols protocols)
            throws IOException {
        List<BoundEndpoint> addresses = endpoints(shared, bound, protocols);
        List<EventLoop> loops = shared.loops().loops();
        for (Endpoint endpoint : endpoints) {
            for (int i = 0; i < Math.min(loops.size(), MOST_ACCEPTORS); i++) {
                Acceptor acceptor = new Acceptor(endpoint, loops.get(i));
                acceptors.add(acceptor);
                acceptor.start();
            }
        }
        return addresses;
    }

    private List<BoundEndpoint> endpoints(HttpRuntime shared, List<Listener> bound, Protocols protocols) {
        List<BoundEndpoint> addresses = new ArrayList<>();
        List<Endpoint> made = new ArrayList<>();
        Protocols spoken = filters == null
                ? protocols
                : filters.before(protocols, config.url().scheme().equals("https"));
        for (Listener listener : bound) {
            Endpoint endpoint = new Endpoint(config, context, shared.loops(), listener, spoken, counters);
            made.add(endpoint);
            addresses.add(new BoundEndpoint(config.name(), listener.url(), listener.address()));
        }
        endpoints = List.copyOf(made);
        return addresses;
    }

    @Override
    public void pause() {
        lock.lock();
        try {
            if (paused || phase != Phase.STARTED) {
                return;
            }
            paused = true;
            // First, so that no answer promises a connection that is about to end; and again for those that came
            // meanwhile.
            endpoints.forEach(Endpoint::close);
            acceptWaiting();
            closeListeners();
            endpoints.forEach(Endpoint::close);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StopResult stop(Duration grace) {
        pause();
        // so that idle connections are not among those that are aborted
        endpoints.forEach(endpoint -> endpoint.closeIdleWithin(grace.toMillis() / 2));
        long end = System.nanoTime() + grace.toNanos();
        while (connections() > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        boolean graceful = connections() == 0;
        if (!graceful) {
            LOG.log(Level.WARNING, "LNR-1020 {0} connections of endpoint {1} were aborted: they did not end within "
                    + "shutdown-timeout", connections(), config.name());
            endpoints.forEach(Endpoint::abort);
        }
        lock.lock();
        try {
            phase = Phase.STOPPED;
            release();
            closeTls();
        } finally {
            lock.unlock();
        }
        return graceful ? StopResult.GRACEFUL : StopResult.FORCED;
    }

    private void release() {
        HttpRuntime used = runtime;
        if (used != null) {
            runtime = null;
            used.release(context);
        }
    }

    @Override
    public ConnectorStatistics statistics() {
        long active = 0;
        long upgraded = 0;
        for (Endpoint endpoint : endpoints) {
            active += endpoint.active();
            upgraded += endpoint.upgraded();
        }
        return counters.statistics(config.name(), active, upgraded);
    }

    /// Connections that are open.
    public int connections() {
        int count = 0;
        for (Endpoint endpoint : endpoints) {
            count += endpoint.connections();
        }
        return count;
    }

    /// Pooled blocks and buffers that are in use; 0 when nothing is being sent.
    public int blocksInUse() {
        int count = 0;
        for (Endpoint endpoint : endpoints) {
            count += endpoint.blocksInUse();
        }
        TlsServer used = tls;
        if (used != null) {
            count += used.buffersInUse();
        }
        return count;
    }

    /// Clients that are connected already would be reset with the listener.
    private void acceptWaiting() {
        CountDownLatch accepted = new CountDownLatch(acceptors.size());
        acceptors.forEach(acceptor -> acceptor.last(accepted::countDown));
        try {
            if (!accepted.await(LAST_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.log(Level.DEBUG, "endpoint {0} closes while a loop is busy", config.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        acceptors.clear();
    }

    private void closeListeners() {
        for (Listener listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "LNR-1021 " + listener.url() + " could not be closed", e);
            }
        }
        HttpRuntime shared = runtime;
        if (shared != null) {
            // A server socket stays open in the kernel until its selector has looked.
            shared.loops().loops().forEach(EventLoop::wakeAlways);
            awaitDeregistration();
        }
    }

    /// Until then clients can still connect, and the address can't be bound again.
    private void awaitDeregistration() {
        long end = System.nanoTime() + DEREGISTRATION_NANOS;
        for (Listener listener : listeners) {
            while (listener.channel().isRegistered() && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(this, LOOK_NANOS / 50);
            }
        }
    }
}
