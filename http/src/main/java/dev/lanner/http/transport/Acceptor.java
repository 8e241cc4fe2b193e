package dev.lanner.http.transport;

import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.Ready;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Accepts connections of one listener on one loop.
///
/// Several loops may accept from the same listener. A connection stays on the loop that accepted it, so that nobody
/// else must be woken, unless that loop has clearly more than another.
public final class Acceptor implements Ready {
    private static final int AT_ONCE = 16;
    private static final int UNEVEN = 8;
    private static final long PAUSE_MILLIS = 1000;

    private volatile Endpoint endpoint;
    private final EventLoop loop;
    private final List<EventLoop> loops;
    private final AtomicBoolean entered = new AtomicBoolean();
    private volatile long pausedUntil;
    private volatile @Nullable SelectionKey key;

    /// @param endpoint whose listener is bound
    /// @param loop where to accept
    public Acceptor(Endpoint endpoint, EventLoop loop) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.loops = endpoint.loops().loops();
    }

    /// Begins to accept.
    public void start() throws IOException {
        endpoint.listener().channel().configureBlocking(false);
        key = loop.register(endpoint.listener().channel(), SelectionKey.OP_ACCEPT, this);
    }

    /// From now on connections are those of another endpoint, which has the same listener.
    public void serve(Endpoint next) {
        endpoint = next;
    }

    /// The listener from which connections come.
    public Listener listener() {
        return endpoint.listener();
    }

    /// Accepts what waits already, before the listener is closed: those clients were let in.
    ///
    /// @param done told afterwards, in a step of the loop
    public void last(Runnable done) {
        loop.submit(() -> {
            acceptWaiting();
            done.run();
        });
    }

    private void acceptWaiting() {
        if (!entered.compareAndSet(false, true)) {
            // it is being done
            return;
        }
        try {
            SocketChannel channel = endpoint.listener().channel().accept();
            while (channel != null) {
                open(channel);
                channel = endpoint.listener().channel().accept();
            }
        } catch (IOException e) {
            // closed already, or no more can be opened
        } finally {
            entered.set(false);
        }
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if (!entered.compareAndSet(false, true)) {
            return;
        }
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                SocketChannel channel = endpoint.listener().channel().accept();
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
        SelectionKey own = key;
        if (own != null && own.isValid()) {
            pausedUntil = EventLoop.clockMillis() + PAUSE_MILLIS;
            own.interestOpsAnd(~SelectionKey.OP_ACCEPT);
        }
    }

    private void open(SocketChannel channel) {
        Endpoint own = endpoint;
        try {
            channel.configureBlocking(false);
            own.listener().configure(channel);
        } catch (IOException | RuntimeException e) {
            // refused by the listener
            closeQuietly(channel);
            return;
        }
        Connection connection = new Connection(own, channel, home());
        try {
            connection.open();
        } catch (IOException | RuntimeException e) {
            // gone already, or the server is stopping
            connection.abort();
        }
    }

    private EventLoop home() {
        EventLoop least = loop;
        int fewest = loop.channels();
        for (EventLoop other : loops) {
            if (other.channels() + UNEVEN < fewest) {
                least = other;
                fewest = other.channels();
            }
        }
        return least;
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the connection is gone already
        }
    }
}
