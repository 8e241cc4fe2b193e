package dev.lanner.http.connection;

import dev.lanner.http.buffer.Block;
import dev.lanner.spi.config.DataRate;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The bytes that a connection sends, in order.
///
/// The thread of the exchange owns a chain of blocks. It may leave the chain in `held`, where the loop takes and sends
/// it as soon as the loop regains control: so answers to pipelined requests are collected, but never wait for a later
/// request. `held` is a block, or [#TAKEN] while the loop sends, or null; it changes by compare-and-set.
final class Output implements Runnable {
    private static final Object TAKEN = new Object();
    private static final int DIRECT_WRITE = 128 * 1024;
    /// What of a file goes out before others get their turn: a call that hands over megabytes would hold the event loop
    /// for milliseconds, which is what makes a route a slow one.
    private static final int FILE_PIECE = 256 * 1024;
    private static final VarHandle HELD;
    private static final VarHandle WAITER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HELD = lookup.findVarHandle(Output.class, "held", Object.class);
            WAITER = lookup.findVarHandle(Output.class, "waiter", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http1Connection connection;
    private @Nullable Block first;
    private @Nullable Block last;
    private volatile boolean submitted;
    private boolean nonBlocking;
    private volatile @Nullable Object held;
    private volatile @Nullable Object waiter;
    /// Since when bytes have waited for the client, in the loop's milliseconds; 0: none wait.
    private volatile long stalledSince;
    /// How many of them the client must take before the time is counted anew.
    private volatile long stalledBytes;
    private volatile long stalledTotal;

    Output(Http1Connection connection) {
        this.connection = connection;
    }

    // ---- for the thread of the exchange

    /// A block with this much room at its end; at most [Block#SIZE].
    Block block(int room) {
        recover();
        Block tail = last;
        if (tail != null && tail.room() >= room) {
            return tail;
        }
        Block made = connection.pool().take();
        if (tail == null) {
            first = made;
        } else {
            tail.next = made;
        }
        last = made;
        return made;
    }

    /// Takes bytes, sending what is full; without waiting it only takes them, and [#tryFlush] must follow.
    void write(byte[] bytes, int offset, int length) throws IOException {
        Block tail = block(1);
        if (length > tail.room() && length >= Block.SIZE && !nonBlocking) {
            writeThrough(bytes, offset, length);
            return;
        }
        int at = offset;
        int left = length;
        while (left > 0) {
            tail = block(1);
            int part = Math.min(left, tail.room());
            System.arraycopy(bytes, at, tail.bytes, tail.end, part);
            tail.end += part;
            at += part;
            left -= part;
            if (tail.room() == 0 && !nonBlocking) {
                flush();
            }
        }
    }

    /// A large piece goes out from the application's array, in one call with what came before.
    private void writeThrough(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer body = ByteBuffer.wrap(bytes, offset, length);
        int end = offset + length;
        while (first != null || body.position() < end) {
            body.limit(Math.min(end, body.position() + DIRECT_WRITE));
            if (!send(body)) {
                await(end - body.position());
            }
        }
        unstall();
    }

    /// Sends blocks and then some of `body`. False when the socket is full.
    private boolean send(ByteBuffer body) throws IOException {
        Block head = first;
        if (head == null) {
            progress(transfer(body));
            return !body.hasRemaining();
        }
        if (head.next != null) {
            return sendFirst();
        }
        ByteBuffer wrapped = ByteBuffer.wrap(head.bytes, head.start, head.waiting());
        progress(transfer(wrapped, body));
        head.start = wrapped.position();
        if (head.waiting() == 0) {
            dropFirst();
        }
        return !body.hasRemaining();
    }

    /// Sends everything, waiting where the client is slow.
    void flush() throws IOException {
        recover();
        while (first != null) {
            if (!sendFirst()) {
                await(waiting(first));
            }
        }
        unstall();
    }

    /// Sends what goes without waiting and leaves the rest to the loop.
    void tryFlush() throws IOException {
        recover();
        while (first != null) {
            if (!sendFirst()) {
                stall(waiting(first));
                hold();
                connection.arm(SelectionKey.OP_WRITE);
                return;
            }
        }
    }

    /// Leaves the chain to the loop, should it regain control before the chain is wanted again.
    void holdForLoop() {
        recover();
        if (first == null) {
            return;
        }
        hold();
        if (!submitted) {
            submitted = true;
            connection.loop().submit(this);
        }
    }

    /// Sends a part of a file after what was written before.
    void send(FileChannel file, long position, long count) throws IOException {
        if (!connection.wire.plain()) {
            copy(file, position, count);
            return;
        }
        flush();
        long at = position;
        long end = position + count;
        while (at < end) {
            long sent = transfer(file, at, Math.min(FILE_PIECE, end - at));
            if (sent > 0) {
                at += sent;
                progress(sent);
                othersFirst();
            } else if (at >= file.size()) {
                throw new IOException("the file is shorter than announced: it ends at " + file.size());
            } else {
                await(end - at);
            }
        }
        unstall();
    }

    private long transfer(FileChannel file, long position, long count) throws IOException {
        try {
            return file.transferTo(position, count, connection.link.channel());
        } catch (IOException e) {
            // throws where it is the file that failed
            int read = file.read(ByteBuffer.allocate(1), position);
            if (read > 0) {
                connection.fail(e);
            }
            throw e;
        }
    }

    /// Lets the loop and other requests run; a platform thread is scheduled by the operating system anyway.
    private static void othersFirst() {
        if (Thread.currentThread().isVirtual()) {
            Thread.yield();
        }
    }

    /// Sends a part of a file through the wire, which has to see it.
    private void copy(FileChannel file, long position, long count) throws IOException {
        long at = position;
        long yielded = at;
        long end = position + count;
        while (at < end) {
            Block tail = block(1);
            int part = (int) Math.min(tail.room(), end - at);
            int read = file.read(ByteBuffer.wrap(tail.bytes, tail.end, part), at);
            if (read < 0) {
                throw new IOException("the file is shorter than announced: it ends at " + at);
            }
            tail.end += read;
            at += read;
            if (tail.room() == 0) {
                flush();
            }
            if (at - yielded >= FILE_PIECE) {
                yielded = at;
                othersFirst();
            }
        }
        flush();
    }

    /// From now on writes never wait; what the client does not take is kept.
    void nonBlocking() {
        nonBlocking = true;
    }

    /// Writes of the next exchange may wait again.
    void blocking() {
        nonBlocking = false;
    }

    /// Whether nothing waits to be sent.
    boolean empty() {
        return first == null && held == null;
    }

    /// Calls back once when nothing waits any more, or the connection has failed.
    void onWritable(Runnable callback) {
        waiter = callback;
        if (held == null || connection.over()) {
            fire();
        } else {
            connection.arm(SelectionKey.OP_WRITE);
        }
    }

    /// Gives all blocks back. For the owner, when nobody writes any more; the loop may be sending what is held.
    void discard() {
        Object left = HELD.getAndSet(this, null);
        if (left instanceof Block block) {
            releaseChain(block);
        }
        releaseChain(first);
        first = null;
        last = null;
    }

    private static void releaseChain(@Nullable Block chain) {
        Block at = chain;
        while (at != null) {
            Block next = at.next;
            at.release();
            at = next;
        }
    }

    private void recover() {
        Object left = held;
        while (left != null) {
            if (left instanceof Block block) {
                if (HELD.compareAndSet(this, left, null)) {
                    first = block;
                    Block tail = block;
                    for (Block at = block.next; at != null; at = at.next) {
                        tail = at;
                    }
                    last = tail;
                    return;
                }
            } else {
                // the loop is in the middle of a write that does not wait
                Thread.yield();
            }
            left = held;
        }
    }

    private void hold() {
        Block chain = first;
        first = null;
        last = null;
        held = chain;
    }

    private boolean sendFirst() throws IOException {
        Block head = first;
        if (head == null) {
            return true;
        }
        if (!sendBlock(head)) {
            return false;
        }
        dropFirst();
        return true;
    }

    private void dropFirst() {
        Block head = first;
        if (head != null) {
            first = head.next;
            if (first == null) {
                last = null;
            }
            head.release();
        }
    }

    private boolean sendBlock(Block block) throws IOException {
        if (block.waiting() > 0) {
            long sent = transfer(ByteBuffer.wrap(block.bytes, block.start, block.waiting()));
            block.start += (int) sent;
            progress(sent);
        }
        return block.waiting() == 0;
    }

    /// A write that fails is the end of the connection, also for those who only listen for that.
    private long transfer(ByteBuffer bytes) throws IOException {
        try {
            return connection.wire.write(bytes);
        } catch (IOException e) {
            connection.fail(e);
            throw e;
        }
    }

    private long transfer(ByteBuffer bytes, ByteBuffer more) throws IOException {
        try {
            return connection.wire.write(bytes, more);
        } catch (IOException e) {
            connection.fail(e);
            throw e;
        }
    }

    /// Whether more waits than this; blocking writes never collect more than one block.
    boolean exceeds(int bytes) {
        return bytes < Block.SIZE && waiting(first) > bytes;
    }

    private static long waiting(@Nullable Block chain) {
        long bytes = 0;
        for (Block at = chain; at != null; at = at.next) {
            bytes += at.waiting();
        }
        return bytes;
    }

    private void stall(long waiting) {
        if (stalledSince == 0) {
            stalledBytes = Math.min(waiting, DIRECT_WRITE);
            stalledTotal = stalledBytes;
            stalledSince = Math.max(1, connection.loop().nowMillis());
        }
    }

    private void progress(long sent) {
        if (stalledSince != 0) {
            long left = stalledBytes - sent;
            stalledBytes = left;
            if (left <= 0) {
                stalledSince = 0;
            }
        }
    }

    private void unstall() {
        if (stalledSince != 0) {
            stalledSince = 0;
        }
    }

    private void await(long waiting) throws IOException {
        stall(waiting);
        boolean interrupted = false;
        Thread self = Thread.currentThread();
        waiter = self;
        connection.arm(SelectionKey.OP_WRITE);
        while (waiter == self && !connection.over()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waiter = null;
        if (interrupted) {
            self.interrupt();
        }
        connection.checkAlive();
    }

    // ---- for the loop

    /// Sends what is held: queued by [#holdForLoop], or called when the channel is writable.
    @Override
    public void run() {
        submitted = false;
        writable();
    }

    /// The channel takes bytes again.
    void writable() {
        if (sendHeld()) {
            fire();
        }
    }

    /// Whether nothing is held any more.
    private boolean sendHeld() {
        Object left = held;
        if (!(left instanceof Block block)) {
            return left == null;
        }
        if (!HELD.compareAndSet(this, left, TAKEN)) {
            return false;
        }
        Block rest = block;
        try {
            while (rest != null && sendBlock(rest)) {
                Block next = rest.next;
                rest.release();
                rest = next;
            }
        } catch (IOException e) {
            connection.fail(e);
        }
        if (rest == null) {
            unstall();
        } else {
            stall(waiting(rest));
        }
        if (!HELD.compareAndSet(this, TAKEN, rest)) {
            // everything was discarded meanwhile
            releaseChain(rest);
        } else if (rest != null && !connection.failed()) {
            connection.arm(SelectionKey.OP_WRITE);
        }
        return rest == null;
    }

    /// Wakes who waits, after progress or failure.
    void fire() {
        Object waiting = WAITER.getAndSet(this, null);
        if (waiting instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (waiting instanceof Runnable callback) {
            callback.run();
        }
    }

    /// Whether the client takes what waits more slowly than this (L12): each piece of at most 128 KiB must be gone
    /// within the grace, or the time that it takes at the minimum rate.
    boolean tooSlow(DataRate rate, long now) {
        long since = stalledSince;
        if (since == 0 || !rate.limited()) {
            return false;
        }
        long allowed = Math.max(rate.grace().toMillis(), stalledTotal * 1000 / rate.bytesPerSecond());
        return now - since > allowed;
    }
}
