package dev.lanner.http.transport;

import dev.lanner.http.buffer.BlockPool;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ProxyProtocolFeature;
import dev.lanner.spi.features.TlsFeature;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One accepted connection, whatever it speaks: its channel, its loop, its place in the endpoint's count, its features.
///
/// Safe for use by any thread, except where a method says otherwise.
public final class Connection {
    private static final VarHandle FEATURES;
    private static final VarHandle CLOSED_STAGE;
    private static final VarHandle CLOSED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            FEATURES = lookup.findVarHandle(Connection.class, "features", FeatureCollection.class);
            CLOSED_STAGE = lookup.findVarHandle(Connection.class, "closedStage", CompletableFuture.class);
            CLOSED = lookup.findVarHandle(Connection.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Endpoint endpoint;
    private final SocketChannel channel;
    private final EventLoop loop;
    private final long id = Endpoint.nextConnectionId();
    /// How the endpoint counts this connection; changed by compare-and-set.
    final AtomicReference<Endpoint.Count> counted = new AtomicReference<>(Endpoint.Count.NOT);

    private volatile Wire wire;
    private volatile @Nullable Protocol protocol;
    private volatile @Nullable SelectionKey key;
    private volatile boolean admitted;
    private volatile boolean closeRequested;
    private volatile boolean closed;
    private volatile boolean reset;
    private volatile @Nullable FeatureCollection features;
    private volatile @Nullable CompletableFuture<Void> closedStage;
    /// The client's address, kept for the log when the channel is closed before the request is logged.
    private volatile @Nullable String remote;
    private final @Nullable ConnectionTiming timing;
    /// Where it comes from; null for Unix sockets. Kept, as the channel answers under a lock that the loop needs to close it:
    /// of two request threads in a queue for that lock, the next one may be a thread that only that loop can run.
    private final @Nullable InetAddress peer;
    /// When it was accepted, by the loop's clock.
    private final long acceptedMillis = EventLoop.clockMillis();
    /// What a proxy said of this connection, before anything was spoken.
    private volatile @Nullable Told told;

    /// What a PROXY header said.
    ///
    /// @param header as a feature
    /// @param peer id and addresses as the header has them
    record Told(ProxyProtocolFeature header, ConnectionFeature peer) {
    }

    Connection(Endpoint endpoint, SocketChannel channel, EventLoop loop) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.loop = loop;
        this.wire = endpoint.wire(channel);
        peer = endpoint.unix() ? null : addressOf(channel);
        timing = endpoint.wantsAllRequests() ? new ConnectionTiming() : null;
    }

    private static @Nullable InetAddress addressOf(SocketChannel channel) {
        try {
            SocketAddress address = channel.getRemoteAddress();
            return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /// Begins with the endpoint's first protocol.
    void open() throws IOException {
        admitted = endpoint.admit(this);
        Protocol begins = endpoint.protocols().first().on(this, wire);
        protocol = begins;
        begins.begin(NOTHING);
        if (!closed) {
            key = loop.register(channel, SelectionKey.OP_READ, begins);
        }
    }

    private static final byte[] NOTHING = {};

    /// Goes on with another protocol. In a step of the loop, by the protocol so far, which touches the connection no
    /// more.
    ///
    /// @param through the connection's bytes as the new protocol sees them
    /// @param first bytes that were read already
    public void speak(ProtocolStart start, Wire through, byte[] first) {
        wire = through;
        if (closed) {
            closeWire();
            return;
        }
        Protocol next = start.on(this, through);
        protocol = next;
        SelectionKey own = ownKey();
        if (own != null) {
            own.attach(next);
        }
        next.begin(first);
        if (!closed) {
            armNow(SelectionKey.OP_READ);
        }
    }

    /// When it reached its phases; null where nobody wants to know.
    public @Nullable ConnectionTiming timing() {
        return timing;
    }

    long acceptedMillis() {
        return acceptedMillis;
    }

    /// The endpoint's limits, rules and counts.
    public Endpoint endpoint() {
        return endpoint;
    }

    /// The channel, for what has nothing to do with its bytes. Those go through the wire.
    public SocketChannel channel() {
        return channel;
    }

    /// The bytes as the present protocol sees them.
    public Wire wire() {
        return wire;
    }

    /// The loop that the channel is registered with.
    public EventLoop loop() {
        return loop;
    }

    /// Blocks for what is to be sent.
    public BlockPool pool() {
        return endpoint.pool(loop);
    }

    /// Unique in the life of the process.
    public String id() {
        return Long.toString(id, 36);
    }

    /// A place for one more request thread of this connection.
    public RequestPlace place() {
        return endpoint.loops().place(loop);
    }

    /// Whether there was room for it within the limit of connections.
    public boolean admitted() {
        return admitted;
    }

    /// Leaves HTTP. False when there are too many upgraded connections.
    public boolean upgrade() {
        return endpoint.admitUpgrade(this);
    }

    /// Takes a proxy's word for the client's address. In a step of the loop, before the first protocol of HTTP begins.
    public void proxied(ProxyProtocolFeature header, ConnectionFeature peer) {
        told = new Told(header, peer);
        if (peer.remote() instanceof InetSocketAddress inet && inet.getAddress() != null) {
            remote = inet.getAddress().getHostAddress();
        }
    }

    @Nullable
    Told told() {
        return told;
    }

    /// The client's address without the port; empty where there is none.
    public String remote() {
        String known = remote;
        if (known != null) {
            return known;
        }
        return peer == null ? "" : peer.getHostAddress();
    }

    /// The client's address without the port, as the log of a request has it: that which a trusted proxy gave, where one
    /// did.
    ///
    /// @param request the request's features
    public String remote(FeatureCollection request) {
        ConnectionFeature shown = request.known(Features.CONNECTION);
        return shown != null && shown.remote() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : remote();
    }

    // ---- features

    /// The connection's features, made when first asked for.
    public FeatureCollection features() {
        FeatureCollection made = features;
        if (made == null) {
            FeatureCollection fresh = ConnectionFeatures.of(this);
            made = (FeatureCollection) FEATURES.compareAndExchange(this, null, fresh);
            made = made == null ? fresh : made;
        }
        return made;
    }

    /// The connection has left HTTP: nobody asks for its features any more, or they are made anew. So that one that waits
    /// costs less.
    public void releaseFeatures() {
        features = null;
    }

    /// The revision of the connection's features, without making them.
    public int featuresRevision() {
        FeatureCollection made = features;
        return made == null ? endpoint.context().features().revision() : made.revision();
    }

    // ---- readiness

    /// Wants to know when the channel takes bytes or has some.
    public void arm(int ops) {
        onLoop(() -> armNow(ops));
    }

    /// The same, on a platform thread: a step of the loop, most of the time.
    public void armNow(int ops) {
        try {
            SelectionKey own = ownKey();
            if (own != null) {
                own.interestOpsOr(ops);
                loop.wakeFromPlatform();
            }
        } catch (CancelledKeyException e) {
            Protocol speaks = protocol;
            if (speaks != null) {
                speaks.lost(new ClosedChannelException());
            }
        }
    }

    /// Looks away from the channel. In a step of the loop.
    public void disarm(int ops) {
        SelectionKey own = ownKey();
        try {
            if (own != null) {
                own.interestOpsAnd(~ops);
            }
        } catch (CancelledKeyException e) {
            // closed meanwhile
        }
    }

    /// The key; the loop may already have begun with it before [#open()] has got it.
    private @Nullable SelectionKey ownKey() {
        SelectionKey own = key;
        return own == null ? loop.keyOf(channel) : own;
    }

    /// Does what touches the selector: at once on platform threads, in a step of the loop for virtual ones.
    private void onLoop(Runnable action) {
        if (Thread.currentThread().isVirtual()) {
            loop.submit(action);
        } else {
            action.run();
        }
    }

    // ---- the end

    /// Whether the connection shall end after what runs.
    public boolean closeRequested() {
        return closeRequested || endpoint.closing();
    }

    /// Whether the connection, on which nothing runs, shall end now.
    ///
    /// @param nowMillis the loop's clock
    /// @param quietSince when its last answer ended, or it began, by that clock
    public boolean closesIdle(long nowMillis, long quietSince) {
        return closeRequested || endpoint.closesIdle(nowMillis, quietSince);
    }

    /// Ends the connection after what runs; the protocol asks for it when it would go on.
    public void requestClose() {
        closeRequested = true;
    }

    /// Completes when the connection is closed.
    public CompletionStage<Void> closedStage() {
        CompletableFuture<Void> made = closedStage;
        if (made == null) {
            CompletableFuture<Void> fresh = new CompletableFuture<>();
            made = CLOSED_STAGE.compareAndSet(this, null, fresh) ? fresh : Objects.requireNonNull(closedStage);
            if (closed) {
                made.complete(null);
            }
        }
        return made.minimalCompletionStage();
    }

    /// The other side shall see a reset, where the transport has one, when the connection is closed.
    public void reset() {
        reset = true;
        try {
            if (!endpoint.unix() && channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // a plain close does as well
        }
    }

    /// Closes the channel, and ends the counting. Idempotent. For the protocol, which wakes who waits for it.
    public void close() {
        if (!CLOSED.compareAndSet(this, false, true)) {
            return;
        }
        Protocol speaks = protocol;
        // while the engine can still be asked
        TlsFeature tls = wire.tls();
        String version = tls == null ? null : tls.handshake().protocol();
        onLoop(this::closeWire);
        endpoint.forget(this, speaks == null ? Spoken.NOTHING : speaks.spoken(), version);
        CompletableFuture<Void> stage = closedStage;
        if (stage != null) {
            stage.complete(null);
        }
    }

    private void closeWire() {
        try {
            wire.close(reset);
            loop.wakeFromPlatform();
        } catch (IOException e) {
            // nothing is left to close
        }
    }

    /// The server is stopping.
    void closeWhenIdle() {
        Protocol speaks = protocol;
        if (speaks != null) {
            speaks.closeWhenIdle();
        }
    }

    /// The server has stopped.
    void abort() {
        Protocol speaks = protocol;
        if (speaks == null) {
            close();
        } else {
            speaks.abort();
        }
    }
}
