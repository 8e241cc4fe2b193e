package dev.lanner.http.client;

import dev.lanner.http.exchange.Exchange;
import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.Ready;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A connected channel at an event loop. Reads and writes are made by whoever calls; only one who would have to wait parks, and the
/// loop wakes it. One thread reads while another one may write; closing it wakes both.
///
/// Interest in reading stays on, so that a question and its answer cost no call that changes it. It is put off when bytes come that
/// nobody waits for, and whoever waits for them puts it on again.
public final class LoopChannel {
    private static final VarHandle READER;
    private static final VarHandle WRITER;
    private static final VarHandle MUTED;
    private static final VarHandle CLOSED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READER = lookup.findVarHandle(LoopChannel.class, "reader", Object.class);
            WRITER = lookup.findVarHandle(LoopChannel.class, "writer", Thread.class);
            MUTED = lookup.findVarHandle(LoopChannel.class, "muted", boolean.class);
            CLOSED = lookup.findVarHandle(LoopChannel.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SocketChannel channel;
    private final EventLoop loop;
    /// Who waits for bytes: a thread, or a callback.
    private volatile @Nullable Object reader;
    private volatile @Nullable Thread writer;
    private volatile boolean muted;
    private volatile boolean closed;
    private final Runnable closing = this::close;

    private LoopChannel(SocketChannel channel, EventLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /// The loop of a request, as a key: channels of one loop serve requests of the same one best.
    ///
    /// @return null where it has none, as with connectors of others
    public static @Nullable Object loopOf(FeatureCollection exchange) {
        return exchange.get(Features.EXECUTION) instanceof Exchange own ? own.loop() : null;
    }

    /// Takes a connected channel.
    ///
    /// @param loop what [#loopOf] returned
    public static LoopChannel of(SocketChannel channel, Object loop) throws IOException {
        channel.configureBlocking(false);
        LoopChannel made = new LoopChannel(channel, (EventLoop) loop);
        made.onLoop(made::register);
        return made;
    }

    private void register() {
        try {
            if (!closed) {
                loop.register(channel, SelectionKey.OP_READ | (writer == null ? 0 : SelectionKey.OP_WRITE),
                        new AtLoop());
            }
        } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
            // the loop has ended
            close();
        }
    }

    // ---- for who uses it

    /// Reads what is there.
    ///
    /// @return bytes read; 0 when there are none now; -1 at the end
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    /// Waits until there is something to be read, or the end.
    ///
    /// @throws ClosedChannelException when it was closed
    public void awaitReadable() throws ClosedChannelException {
        Thread self = Thread.currentThread();
        boolean interrupted = false;
        reader = self;
        unmute();
        while (reader == self && !closed) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        reader = null;
        if (interrupted) {
            self.interrupt();
        }
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /// Nobody uses it now: closes it as soon as there is something to be read, or the end.
    public void closeWhenReadable() {
        reader = closing;
        unmute();
    }

    /// It is used again.
    ///
    /// @return false when it was closed meanwhile, or is about to be
    public boolean stayOpen() {
        return READER.getAndSet(this, null) != null && !closed;
    }

    /// Writes all of it, waiting for room.
    public void write(ByteBuffer bytes) throws IOException {
        while (channel.write(bytes) >= 0 && bytes.hasRemaining()) {
            awaitWritable();
        }
    }

    private void awaitWritable() throws ClosedChannelException {
        Thread self = Thread.currentThread();
        boolean interrupted = false;
        writer = self;
        onLoop(() -> arm(SelectionKey.OP_WRITE));
        while (writer == self && !closed) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        writer = null;
        if (interrupted) {
            self.interrupt();
        }
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /// Says that nothing more will be sent.
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /// Closes it. From any thread; idempotent.
    public void close() {
        if (CLOSED.compareAndSet(this, false, true)) {
            onLoop(this::closeChannel);
            fireReader();
            fireWriter();
        }
    }

    private void closeChannel() {
        try {
            channel.close();
            loop.wakeFromPlatform();
        } catch (IOException e) {
            // nothing is left to close
        }
    }

    // ---- for the loop

    /// What the loop sees of it.
    private final class AtLoop implements Ready {
        @Override
        public void ready(Carrier carrier, int ops) {
            if ((ops & SelectionKey.OP_WRITE) != 0) {
                disarm(SelectionKey.OP_WRITE);
                fireWriter();
            }
            if ((ops & SelectionKey.OP_READ) != 0 && !fireReader()) {
                mute();
            }
        }

        @Override
        public void sweep(long nowMillis) {
            // who waits has deadlines of its own
        }

        @Override
        public void loopEnded() {
            close();
        }
    }

    /// In this order: whoever sees the mark puts the interest on after it was put off, also where the carrier that is here has lost its
    /// loop meanwhile.
    private void mute() {
        disarm(SelectionKey.OP_READ);
        muted = true;
        if (reader != null) {
            // it has begun to wait just then, and may have found the interest on
            unmute();
        }
    }

    private boolean fireReader() {
        Object waiting = READER.getAndSet(this, null);
        if (waiting instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (waiting instanceof Runnable callback) {
            callback.run();
        }
        return waiting != null;
    }

    private void fireWriter() {
        Thread waiting = (Thread) WRITER.getAndSet(this, null);
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void unmute() {
        if (muted && MUTED.compareAndSet(this, true, false)) {
            onLoop(() -> arm(SelectionKey.OP_READ));
        }
    }

    private void arm(int ops) {
        try {
            SelectionKey key = loop.keyOf(channel);
            if (key != null) {
                key.interestOpsOr(ops);
                loop.wakeFromPlatform();
            }
        } catch (CancelledKeyException e) {
            // closed meanwhile: who waits was told
        }
    }

    private void disarm(int ops) {
        try {
            SelectionKey key = loop.keyOf(channel);
            if (key != null) {
                key.interestOpsAnd(~ops);
            }
        } catch (CancelledKeyException e) {
            // closed meanwhile
        }
    }

    /// Does what touches the selector: at once on platform threads, in a step of the loop for virtual ones.
    private void onLoop(Runnable action) {
        if (Thread.currentThread().isVirtual()) {
            loop.submit(action);
        } else {
            action.run();
        }
    }
}
