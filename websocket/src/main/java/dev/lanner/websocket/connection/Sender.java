package dev.lanner.websocket.connection;

import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.websocket.connection.FrameEncoder.Encoded;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sending side of a connection.
///
/// At most one thread is the writer: it takes frames from the queue and writes them as far as the peer takes them. When the
/// peer takes no more, nobody is at it until the connector says that there is room; then a virtual thread goes on. Whoever
/// finds a writer at work leaves the frame in the queue and goes away, or waits for that frame alone.
final class Sender {
    private static final Encoded NOTHING = new Encoded(new byte[0]);
    private static final int IDLE = 0;
    private static final int WRITING = 1;
    /// Frames up to this size are sent together.
    private static final int MOST_TOGETHER = 16 * 1024;
    /// Frames that are held back are sent once there are as many bytes.
    private static final int MOST_BATCHED = 8 * 1024;
    private static final VarHandle STATE;
    private static final VarHandle WAITING;
    private static final VarHandle QUEUE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Sender.class, "state", int.class);
            WAITING = lookup.findVarHandle(Sender.class, "waiting", long.class);
            QUEUE = lookup.findVarHandle(Sender.class, "queue", Queue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final DuplexStream stream;
    private final BodySink sink;
    private final FrameEncoder encoder;
    private final Consumer<IOException> broken;
    private final Runnable stalled;
    @SuppressWarnings("UnusedVariable") // read through STATE
    private volatile int state = IDLE;
    /// Bytes in the queue.
    private volatile long waiting;
    /// Made when first needed.
    private volatile @Nullable Queue<Outgoing> queue;
    private volatile @Nullable IOException failure;
    private volatile boolean batching;
    /// Whether what is in the queue shall go out in spite of batching.
    private volatile boolean flushAsked;
    /// Since when the peer has taken nothing, in milliseconds; 0 when it takes.
    private volatile long stalledSince;

    // the writer's
    private @Nullable Encoded current;
    private int at;
    private boolean inRest;
    private @Nullable Outgoing first;
    private @Nullable List<Outgoing> more;

    /// @param broken told when a write failed
    /// @param stalled told when the peer takes no more
    Sender(DuplexStream stream, FrameEncoder encoder, Consumer<IOException> broken, Runnable stalled) {
        this.stream = stream;
        this.sink = stream.output();
        this.encoder = encoder;
        this.broken = broken;
        this.stalled = stalled;
    }

    /// Sends a frame after those before it, or leaves it to who is sending.
    void send(Outgoing frame) {
        if (!batching && nothingQueued() && STATE.compareAndSet(this, IDLE, WRITING)) {
            begin(frame);
            drain();
            return;
        }
        queue().add(frame);
        long now = (long) WAITING.getAndAdd(this, (long) frame.length) + frame.length;
        if (!batching || frame.control() || now >= MOST_BATCHED) {
            flush();
        }
    }

    private boolean nothingQueued() {
        Queue<Outgoing> own = queue;
        return own == null || own.isEmpty();
    }

    /// Sends what is held back.
    void flush() {
        flushAsked = true;
        if (STATE.compareAndSet(this, IDLE, WRITING)) {
            drain();
        }
    }

    void batching(boolean allowed) {
        batching = allowed;
        if (!allowed) {
            flush();
        }
    }

    boolean batching() {
        return batching;
    }

    /// Bytes that wait in the queue.
    long waiting() {
        return waiting;
    }

    /// See `stalledSince`.
    long stalledSince() {
        return stalledSince;
    }

    /// Nothing can be sent any more: all that waits fails, now or when the writer comes to it.
    void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        flush();
    }

    private Queue<Outgoing> queue() {
        Queue<Outgoing> own = queue;
        if (own == null) {
            QUEUE.compareAndSet(this, null, new ConcurrentLinkedQueue<Outgoing>());
            own = queue;
        }
        if (own == null) {
            throw new IllegalStateException("a queue that was made does not go away");
        }
        return own;
    }

    // ---- the writer

    /// Writes what there is. Whoever waits for a frame is told after the role was given up, as it may send again.
    private void drain() {
        while (true) {
            boolean some = current != null || next();
            IOException cause = failure;
            if (some && cause == null) {
                try {
                    if (!write()) {
                        stall();
                        return;
                    }
                } catch (IOException e) {
                    failure = e;
                    cause = e;
                    broken.accept(e);
                }
            }
            Outgoing told = first;
            List<Outgoing> others = more;
            current = null;
            first = null;
            more = null;
            stalledSince = 0;
            if (failure != null) {
                encoder.close();
            }
            state = IDLE;
            tell(told, others, cause);
            if (nothingQueued() || batching && !flushAsked || !STATE.compareAndSet(this, IDLE, WRITING)) {
                return;
            }
        }
    }

    private static void tell(@Nullable Outgoing frame, @Nullable List<Outgoing> others, @Nullable IOException cause) {
        if (frame != null) {
            frame.done(cause);
        }
        if (others != null) {
            others.forEach(each -> each.done(cause));
        }
    }

    private void stall() {
        if (stalledSince == 0) {
            stalledSince = Clock.millis();
        }
        stalled.run();
        sink.onWritable(this::room);
    }

    /// There is room, or the connection has ended. On a thread of the connector, which must not write.
    private void room() {
        stream.execute(this::drain);
    }

    private boolean write() throws IOException {
        Encoded now = java.util.Objects.requireNonNull(current);
        if (!inRest) {
            at += sink.writeNow(now.head(), at, now.head().length - at);
            if (at < now.head().length) {
                return moved(at > 0);
            }
            inRest = true;
            at = now.from();
        }
        if (at < now.end()) {
            int taken = sink.writeNow(now.rest(), at, now.end() - at);
            at += taken;
            if (at < now.end()) {
                return moved(taken > 0);
            }
        }
        return true;
    }

    /// The peer took a part.
    private boolean moved(boolean some) {
        if (some && stalledSince != 0) {
            stalledSince = Clock.millis();
        }
        return false;
    }

    /// Takes the next frames from the queue: small ones together.
    private boolean next() {
        Queue<Outgoing> own = queue;
        boolean asked = flushAsked;
        // before the look at the queue: who asks after it is not forgotten
        flushAsked = false;
        Outgoing frame = own == null ? null : own.poll();
        if (own == null || frame == null) {
            return false;
        }
        if (asked) {
            flushAsked = true;
        }
        WAITING.getAndAdd(this, (long) -frame.length);
        begin(frame);
        Outgoing following = failure == null ? own.peek() : null;
        if (following != null && frame.length + following.length <= MOST_TOGETHER) {
            gather(own);
        }
        return true;
    }

    private void begin(Outgoing frame) {
        first = frame;
        at = 0;
        inRest = false;
        current = failure == null ? encoder.encode(frame) : NOTHING;
    }

    private void gather(Queue<Outgoing> own) {
        Encoded begun = java.util.Objects.requireNonNull(current);
        List<Outgoing> joined = new ArrayList<>();
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(begun.head());
        int size = begun.head().length;
        Outgoing frame = own.peek();
        while (frame != null && size + frame.length <= MOST_TOGETHER) {
            own.poll();
            WAITING.getAndAdd(this, (long) -frame.length);
            byte[] bytes = encoder.encode(frame).head();
            joined.add(frame);
            pieces.add(bytes);
            size += bytes.length;
            frame = own.peek();
        }
        byte[] together = new byte[size];
        int end = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, together, end, piece.length);
            end += piece.length;
        }
        current = new Encoded(together);
        more = joined;
    }
}
