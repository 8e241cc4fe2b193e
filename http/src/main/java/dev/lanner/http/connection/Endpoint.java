package dev.lanner.http.connection;

import dev.lanner.http.buffer.BlockPool;
import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.LoopGroup;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.transport.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What the connections of one listener share. Safe for use by several threads.
public final class Endpoint {
    /// How a connection counts.
    enum Count {
        NOT, PLAIN, UPGRADED
    }

    private static final AtomicLong CONNECTION_IDS = new AtomicLong();

    final ConnectorContext context;
    final LoopGroup loops;
    final Listener listener;
    final WireLimits limits;
    final HeadRules rules;
    final boolean wantsAllRequests;
    final boolean unix;

    private final List<BlockPool> pools = new ArrayList<>();
    private final Set<Http1Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong upgraded = new AtomicLong();
    private volatile boolean closing;

    /// @param loops the server's event loops
    public Endpoint(EndpointConfig config, ConnectorContext context, LoopGroup loops, Listener listener) {
        this.context = context;
        this.loops = loops;
        this.listener = listener;
        this.limits = WireLimits.of(config.settings());
        this.rules = HeadRules.of(config.settings(), config.url().scheme());
        this.wantsAllRequests = context.requestLog().wantsAll();
        this.unix = config.url().unix();
        for (int i = 0; i < loops.loops().size(); i++) {
            pools.add(new BlockPool());
        }
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
    boolean admit(Http1Connection connection) {
        open.add(connection);
        if (counted.incrementAndGet() > limits.maxConnections()) {
            counted.decrementAndGet();
            return false;
        }
        connection.counted.set(Count.PLAIN);
        return true;
    }

    /// Ends the counting of a connection, once. From any thread.
    void forget(Http1Connection connection) {
        open.remove(connection);
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
    boolean admitUpgrade(Http1Connection connection) {
        if (upgraded.incrementAndGet() > limits.maxUpgraded()
                || !connection.counted.compareAndSet(Count.PLAIN, Count.UPGRADED)) {
            upgraded.decrementAndGet();
            return false;
        }
        counted.decrementAndGet();
        return true;
    }

    /// Whether connections shall end after their running request.
    boolean closing() {
        return closing;
    }

    /// Ends idle connections now and others after their running request.
    public void close() {
        closing = true;
        open.forEach(Http1Connection::closeWhenIdle);
    }

    /// Aborts what is left.
    public void abort() {
        open.forEach(Http1Connection::abort);
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
