package dev.lanner.http.transport;

import dev.lanner.http.buffer.BlockPool;
import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.LoopGroup;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.transport.Listener;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the connections of one listener share. Safe for use by several threads.
public final class Endpoint {
    /// How a connection counts.
    enum Count {
        NOT, PLAIN, UPGRADED
    }

    private static final AtomicLong CONNECTION_IDS = new AtomicLong();

    private final ConnectorContext context;
    private final LoopGroup loops;
    private final Listener listener;
    private final WireLimits limits;
    private final HeadRules rules;
    private final Protocols protocols;
    private final boolean wantsAllRequests;
    private final boolean unix;

    private final ConnectionCounters counters;
    private final List<BlockPool> pools = new ArrayList<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong upgraded = new AtomicLong();
    private final long idleMillis;
    /// Held by a request thread that makes the features of a connection.
    private final ReentrantLock making = new ReentrantLock();
    private volatile boolean closing;
    /// When idle connections are closed, once the endpoint is closing; by the loop's clock.
    private volatile long idleUntil;

    /// @param loops the server's event loops
    /// @param protocols what its connections speak
    /// @param counters shared with the other addresses of the endpoint
    public Endpoint(EndpointConfig config, ConnectorContext context, LoopGroup loops, Listener listener,
            Protocols protocols, ConnectionCounters counters) {
        this.context = context;
        this.loops = loops;
        this.listener = listener;
        this.protocols = protocols;
        this.counters = counters;
        this.limits = WireLimits.of(config.settings());
        this.rules = HeadRules.of(config.settings(), config.url().scheme());
        this.wantsAllRequests = context.requestLog().wantsAll();
        this.unix = listener.address() instanceof UnixDomainSocketAddress;
        this.idleMillis = config.settings().get(Settings.KEEP_ALIVE_DRAIN_TIME).toMillis();
        for (int i = 0; i < loops.loops().size(); i++) {
            pools.add(new BlockPool());
        }
    }

    /// The bytes of an accepted channel, before TLS: the one place where a wire is made.
    Wire wire(SocketChannel accepted) {
        return new PlainWire(accepted);
    }

    /// What connections speak.
    public Protocols protocols() {
        return protocols;
    }

    /// Application, settings and log of the server.
    public ConnectorContext context() {
        return context;
    }

    /// The server's event loops.
    public LoopGroup loops() {
        return loops;
    }

    /// The socket that its connections come from.
    public Listener listener() {
        return listener;
    }

    /// The limits of connections, times and sizes.
    public WireLimits limits() {
        return limits;
    }

    /// The limits and choices of request heads.
    public HeadRules rules() {
        return rules;
    }

    /// Whether the log wants each request, not only the refused ones.
    public boolean wantsAllRequests() {
        return wantsAllRequests;
    }

    /// Whether the sockets are Unix sockets.
    public boolean unix() {
        return unix;
    }

    static long nextConnectionId() {
        return CONNECTION_IDS.incrementAndGet();
    }

    BlockPool pool(EventLoop loop) {
        return pools.get(loop.index());
    }

    /// Counts a connection.
    ///
    /// @return false when there are too many
    boolean admit(Connection connection) {
        open.add(connection);
        counters.accepted();
        if (counted.incrementAndGet() > limits.maxConnections()) {
            counted.decrementAndGet();
            counters.refused();
            return false;
        }
        connection.counted.set(Count.PLAIN);
        return true;
    }

    /// Ends the counting of a connection, once. From any thread.
    ///
    /// @param tls the version of TLS; null without
    void forget(Connection connection, Spoken spoken, @Nullable String tls) {
        if (open.remove(connection)) {
            counters.closed(spoken, tls, EventLoop.clockMillis() - connection.acceptedMillis());
        }
        switch (connection.counted.getAndSet(Count.NOT)) {
            case PLAIN -> counted.decrementAndGet();
            case UPGRADED -> upgraded.decrementAndGet();
            case NOT -> {
                // refused, or forgotten before
            }
        }
    }

    /// Moves a connection from the one count to the other.
    ///
    /// @return false when there are too many upgraded ones, or the connection is closed
    boolean admitUpgrade(Connection connection) {
        if (upgraded.incrementAndGet() > limits.maxUpgraded()
                || !connection.counted.compareAndSet(Count.PLAIN, Count.UPGRADED)) {
            upgraded.decrementAndGet();
            return false;
        }
        counted.decrementAndGet();
        return true;
    }

    /// Held by a request thread that makes the features of a connection.
    ReentrantLock making() {
        return making;
    }

    /// What is counted here.
    public ConnectionCounters counters() {
        return counters;
    }

    /// Open connections that speak HTTP.
    public long active() {
        return counted.get();
    }

    /// Open connections, and streams of others, that left HTTP.
    public long upgraded() {
        return upgraded.get();
    }

    /// Counts a stream that leaves HTTP, of a connection that goes on.
    ///
    /// @return false when there are too many upgraded connections and streams
    public boolean admitUpgradedStream() {
        if (upgraded.incrementAndGet() > limits.maxUpgraded()) {
            upgraded.decrementAndGet();
            return false;
        }
        return true;
    }

    /// Such a stream has ended.
    public void forgetUpgradedStream() {
        upgraded.decrementAndGet();
    }

    /// Whether connections shall end after their running request.
    public boolean closing() {
        return closing;
    }

    /// Whether idle connections shall end now.
    ///
    /// @param nowMillis the loop's clock
    /// @param quietSince since when the connection is idle
    boolean closesIdle(long nowMillis, long quietSince) {
        return closing && (nowMillis >= idleUntil || nowMillis - quietSince >= idleMillis);
    }

    /// Ends connections after their running request, and idle ones when no request has come within a short time since their
    /// last answer: one may be on its way, and would be lost. Those that are quiet for longer end now.
    public void close() {
        if (!closing) {
            idleUntil = EventLoop.clockMillis() + idleMillis;
        }
        closing = true;
        open.forEach(Connection::closeWhenIdle);
    }

    /// Idle connections end within this time, if not earlier. After [#close].
    public void closeIdleWithin(long millis) {
        idleUntil = Math.min(idleUntil, EventLoop.clockMillis() + millis);
        open.forEach(Connection::closeWhenIdle);
    }

    /// Aborts what is left.
    public void abort() {
        open.forEach(Connection::abort);
    }

    /// How many connections are open, upgraded ones too.
    public int connections() {
        return open.size();
    }

    /// Pooled blocks that are in use.
    public int blocksInUse() {
        return pools.stream().mapToInt(BlockPool::outstanding).sum();
    }
}
