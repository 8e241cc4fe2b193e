package dev.lanner.http.connection;

import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.Ready;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Accepts the connections of one listener and deals them out to the loops in turn.
public final class Acceptor implements Ready {
    private static final int AT_ONCE = 16;
    private static final long PAUSE_MILLIS = 1000;

    private final Endpoint endpoint;
    private final List<EventLoop> loops;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean entered = new AtomicBoolean();
    private final AtomicLong failures = new AtomicLong();
    private volatile long pausedUntil;
    private volatile @Nullable SelectionKey key;

    /// @param endpoint whose listener is bound
    public Acceptor(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.loops = endpoint.loops.loops();
    }

    /// Begins to accept.
    public void start(EventLoop loop) throws IOException {
        endpoint.listener.channel().configureBlocking(false);
        key = loop.register(endpoint.listener.channel(), SelectionKey.OP_ACCEPT, this);
    }

    /// Accepts that failed for want of something, such as descriptors.
    public long failures() {
        return failures.get();
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if (!entered.compareAndSet(false, true)) {
            return;
        }
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                SocketChannel channel = endpoint.listener.channel().accept();
                if (channel == null) {
                    return;
                }
                open(channel);
            }
        } catch (ClosedChannelException e) {
            return;
        } catch (IOException e) {
            pause();
        } finally {
            entered.set(false);
        }
    }

    @Override
    public void sweep(long nowMillis) {
        SelectionKey own = key;
        if (pausedUntil != 0 && nowMillis >= pausedUntil && own != null && own.isValid()) {
            pausedUntil = 0;
            own.interestOpsOr(SelectionKey.OP_ACCEPT);
        }
    }

    /// Too many open files, most likely: accepting again at once would only spin.
    private void pause() {
        failures.incrementAndGet();
        SelectionKey own = key;
        if (own != null && own.isValid()) {
            pausedUntil = System.currentTimeMillis() + PAUSE_MILLIS;
            own.interestOpsAnd(~SelectionKey.OP_ACCEPT);
        }
    }

    private void open(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            endpoint.listener.configure(channel);
            EventLoop loop = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
            new Http1Connection(endpoint, channel, loop).open();
        } catch (IOException | ClosedSelectorException e) {
            // refused by the listener, or the server is stopping
            closeQuietly(channel);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the connection is gone already
        }
    }
}
