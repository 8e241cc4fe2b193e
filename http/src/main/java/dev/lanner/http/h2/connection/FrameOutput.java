package dev.lanner.http.h2.connection;

import dev.lanner.http.buffer.Block;
import dev.lanner.http.h2.ErrorCode;
import dev.lanner.http.h2.FrameType;
import dev.lanner.http.h2.FrameWriter;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.config.DataRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The frames that a connection sends: appended under the connection's lock, sent by one thread at a time without it.
///
/// Methods named `append` want the lock held. Sending waits for nobody: what the client does not take stays here, and
/// the loop goes on with it when the channel takes bytes again.
final class FrameOutput implements Runnable {
    private final Connection link;
    private final Wire wire;
    private final ReentrantLock lock;
    private final Runnable drained;
    private final Consumer<IOException> failed;
    private final Stall stall = new Stall();

    // under the lock
    private @Nullable Block first;
    private @Nullable Block last;
    private long waiting;
    private boolean sending;
    /// The channel takes nothing now; the loop is told when it does.
    private boolean full;
    private boolean closed;

    /// What the sending thread has taken and not sent yet; that thread's.
    private @Nullable Block inFlight;

    private volatile boolean scheduled;
    /// A hint for those who look without the lock.
    private volatile long backlog;

    /// @param lock the connection's
    /// @param drained called without the lock when there is room again
    /// @param failed called without the lock when the client can't be reached any more
    FrameOutput(Connection link, Wire wire, ReentrantLock lock, Runnable drained, Consumer<IOException> failed) {
        this.link = link;
        this.wire = wire;
        this.lock = lock;
        this.drained = drained;
        this.failed = failed;
    }

    // ---- under the lock

    /// A block with this much room at its end; at most [Block#SIZE]. Whoever fills it says so by [#filled].
    Block room(int bytes) {
        Block tail = last;
        if (tail != null && tail.room() >= bytes) {
            return tail;
        }
        Block made = link.pool().take();
        if (tail == null) {
            first = made;
        } else {
            tail.next = made;
        }
        last = made;
        return made;
    }

    /// Bytes were put into the block that [#room] gave.
    void filled(Block block, int end) {
        waiting += end - block.end;
        block.end = end;
        backlog = waiting;
        if (closed) {
            discard();
        }
    }

    void append(byte[] bytes, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            Block block = room(1);
            int part = Math.min(left, block.room());
            System.arraycopy(bytes, at, block.bytes, block.end, part);
            filled(block, block.end + part);
            at += part;
            left -= part;
        }
    }

    void appendHead(int length, int typeAndFlags, int stream) {
        Block block = room(FrameType.HEAD);
        filled(block, FrameWriter.head(block.bytes, block.end, length, typeAndFlags, stream));
    }

    void appendReset(int stream, long errorCode) {
        Block block = room(FrameWriter.SMALL_SIZE);
        filled(block, FrameWriter.reset(block.bytes, block.end, stream, errorCode));
    }

    void appendWindowUpdate(int stream, int increment) {
        Block block = room(FrameWriter.SMALL_SIZE);
        filled(block, FrameWriter.windowUpdate(block.bytes, block.end, stream, increment));
    }

    void appendPing(boolean ack, long data) {
        Block block = room(FrameWriter.PING_SIZE);
        filled(block, FrameWriter.ping(block.bytes, block.end, ack, data));
    }

    void appendGoAway(int lastStream, ErrorCode error) {
        Block block = room(FrameWriter.GOAWAY_SIZE);
        filled(block, FrameWriter.goAway(block.bytes, block.end, lastStream, error));
    }

    void appendSettings(int... settings) {
        Block block = room(FrameType.HEAD + settings.length * 3);
        filled(block, FrameWriter.settings(block.bytes, block.end, settings));
    }

    void appendSettingsAck() {
        Block block = room(FrameType.HEAD);
        filled(block, FrameWriter.settingsAck(block.bytes, block.end));
    }

    /// Bytes that wait to be sent.
    long waiting() {
        return waiting;
    }

    /// Gives the blocks back that nobody is sending; nothing is kept any more.
    void close() {
        closed = true;
        discard();
    }

    private void discard() {
        releaseChain(first);
        first = null;
        last = null;
        waiting = 0;
        backlog = 0;
    }

    private static void releaseChain(@Nullable Block chain) {
        Block at = chain;
        while (at != null) {
            Block next = at.next;
            at.release();
            at = next;
        }
    }

    /// Whether the client takes what waits too slowly.
    boolean tooSlow(DataRate rate, long now) {
        return stall.tooSlow(rate, now);
    }

    // ---- without the lock

    /// About how many bytes wait to be sent.
    long backlog() {
        return backlog;
    }

    /// Sends what waits, once the loop regains control: together with what the other requests append until then.
    void schedule() {
        if (!scheduled) {
            scheduled = true;
            link.loop().submit(this);
        }
    }

    @Override
    public void run() {
        scheduled = false;
        flush();
    }

    /// The channel takes bytes again. On the loop.
    void writable() {
        lock.lock();
        try {
            full = false;
        } finally {
            lock.unlock();
        }
        flush();
    }

    /// Sends what goes without waiting, unless another thread is at it: then that one does.
    void flush() {
        Block chain = begin();
        while (chain != null) {
            Block rest;
            long before = bytes(chain);
            try {
                rest = send(chain);
            } catch (IOException e) {
                releaseFailed();
                failed.accept(e);
                return;
            }
            chain = sent(before, rest);
        }
    }

    private @Nullable Block begin() {
        lock.lock();
        try {
            if (sending || full || first == null) {
                return null;
            }
            sending = true;
            return takeAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Block takeAll() {
        Block chain = first;
        first = null;
        last = null;
        inFlight = chain;
        return chain;
    }

    private static long bytes(Block chain) {
        long bytes = 0;
        for (Block at = chain; at != null; at = at.next) {
            bytes += at.waiting();
        }
        return bytes;
    }

    /// @return the blocks that the channel did not take
    private @Nullable Block send(Block chain) throws IOException {
        Block at = chain;
        while (at != null) {
            Block next = at.next;
            ByteBuffer bytes = ByteBuffer.wrap(at.bytes, at.start, at.waiting());
            if (next == null) {
                wire.write(bytes);
            } else {
                ByteBuffer more = ByteBuffer.wrap(next.bytes, next.start, next.waiting());
                wire.write(bytes, more);
                next.start = more.position();
            }
            at.start = bytes.position();
            if (at.waiting() > 0) {
                return at;
            }
            inFlight = next;
            at.release();
            at = next;
            if (at != null && at.waiting() == 0) {
                Block after = at.next;
                inFlight = after;
                at.release();
                at = after;
            } else if (at != null && at.start > 0) {
                return at;
            }
        }
        return null;
    }

    private void releaseFailed() {
        lock.lock();
        try {
            sending = false;
            releaseChain(inFlight);
            inFlight = null;
            close();
        } finally {
            lock.unlock();
        }
    }

    /// Counts what was sent, and goes on with what was appended meanwhile.
    ///
    /// @return what to send next
    private @Nullable Block sent(long before, @Nullable Block rest) {
        boolean wake;
        boolean arm = false;
        Block next = null;
        lock.lock();
        try {
            long left = rest == null ? 0 : bytes(rest);
            long gone = before - left;
            inFlight = null;
            if (closed) {
                releaseChain(rest);
                sending = false;
                return null;
            }
            waiting -= gone;
            backlog = waiting;
            wake = gone > 0;
            stall.progress(gone);
            if (rest == null) {
                stall.end();
                next = first == null ? null : takeAll();
                sending = next != null;
            } else {
                Block tail = rest;
                for (Block at = rest.next; at != null; at = at.next) {
                    tail = at;
                }
                tail.next = first;
                last = first == null ? tail : last;
                first = rest;
                full = true;
                sending = false;
                arm = true;
                stall.begin(waiting, link.loop().nowMillis());
            }
        } finally {
            lock.unlock();
        }
        if (arm) {
            link.arm(SelectionKey.OP_WRITE);
        }
        if (wake) {
            drained.run();
        }
        return next;
    }

    /// Whether everything has gone.
    boolean empty() {
        lock.lock();
        try {
            return waiting == 0;
        } finally {
            lock.unlock();
        }
    }
}
