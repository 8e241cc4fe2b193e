package dev.lanner.worker.hop;

import dev.lanner.http.h1.ChunkDecoder;
import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.ReceivedResponse;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.spi.features.BodySink;
import dev.lanner.worker.pairing.HopBytes;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// A connection to a worker. Belongs to one exchange at a time; one thread reads while another one may write. Closing it
/// wakes both.
final class HopConnection implements Closeable {
    private static final int BLOCK = 16 * 1024;
    /// What a long body is read in: fewer and larger pieces cost less.
    private static final int LARGE = 64 * 1024;
    /// In nanoseconds: how long a worker that does not accept is waited for, and how often it is tried.
    private static final long LONGEST_WAIT = 2_000_000_000L;
    private static final long FIRST_PAUSE = 1_000_000L;
    private static final long LONGEST_PAUSE = 64_000_000L;

    private final HopWire wire;
    private final HopPool pool;
    private final @Nullable Object loop;
    private final HopBytes out = new HopBytes(BLOCK);
    private ByteBuffer in = ByteBuffer.allocate(BLOCK);
    private int position;
    private int end;
    private volatile boolean ended;

    private HopConnection(HopWire wire, HopPool pool, @Nullable Object loop) {
        this.wire = wire;
        this.pool = pool;
        this.loop = loop;
    }

    /// @param user whose process must be the one that listens
    /// @param loop the loop of the requests that will use it; null for none
    static HopConnection open(Path socket, String user, HopPool pool, @Nullable Object loop) throws IOException {
        SocketChannel channel = connect(socket);
        try {
            String peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!peer.equals(user)) {
                throw new ForeignPeerException(socket, peer, user);
            }
            return new HopConnection(HopWire.of(channel, loop), pool, loop);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Waits for room where the worker has not accepted yet what came before: a virtual thread is refused at once there, by
    /// an exception that has no type of its own, where a platform thread would wait.
    private static SocketChannel connect(Path socket) throws IOException {
        long begun = System.nanoTime();
        for (long pause = FIRST_PAUSE;; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (SocketException e) {
                channel.close();
                if (e instanceof ConnectException || !Files.isWritable(socket)
                        || System.nanoTime() - begun > LONGEST_WAIT
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            LockSupport.parkNanos(pause);
        }
    }

    HopPool pool() {
        return pool;
    }

    /// The loop of the requests that it serves; null for none.
    @Nullable
    Object loop() {
        return loop;
    }

    // ---- between exchanges

    /// Nobody uses it now.
    ///
    /// @return false when it can't be used again
    boolean idle() {
        if (ended || position < end) {
            // nobody has asked for what is there
            return false;
        }
        position = 0;
        end = 0;
        if (in.capacity() > BLOCK) {
            in = ByteBuffer.allocate(BLOCK);
        }
        out.trim();
        wire.idle();
        return true;
    }

    /// @return false when it was closed meanwhile
    boolean busy() {
        return wire.busy();
    }

    // ---- sending

    /// Where a head is put together; empty.
    HopBytes head() {
        return out.clear();
    }

    /// Sends what was put together.
    void sendHead() throws IOException {
        wire.write(out.wrap());
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        wire.write(ByteBuffer.wrap(bytes, offset, length));
    }

    /// Says that nothing more will come, as the client did.
    void endOutput() {
        ended = true;
        try {
            wire.shutdownOutput();
        } catch (IOException e) {
            // the reader sees what is wrong
        }
    }

    // ---- receiving

    /// Reads the next head. Its fields are good until the next read.
    ///
    /// @throws EOFException when the worker closed the connection before it was complete
    /// @throws RejectedRequestException when it is malformed or too large
    ReceivedResponse head(HeadRules rules) throws IOException, RejectedRequestException {
        int looked = position;
        int headEnd = ReceivedResponse.end(in.array(), position, looked, end);
        while (headEnd < 0) {
            looked = end;
            if (end - position > rules.maxHeadersSize()) {
                throw new IOException("the head of its answer is larger than " + rules.maxHeadersSize() + " bytes");
            }
            if (end == in.capacity()) {
                looked -= position;
                grow();
            }
            wire.await();
            while (!fill(in.capacity() - end)) {
                wire.await();
            }
            headEnd = ReceivedResponse.end(in.array(), position, looked, end);
        }
        ReceivedResponse head = ReceivedResponse.parse(in.array(), position, headEnd, rules);
        position = headEnd;
        return head;
    }

    /// Makes room behind what was read; heads that were parsed refer to the old array.
    private void grow() {
        int size = end - position;
        in = ByteBuffer.wrap(Arrays.copyOfRange(in.array(), position, position + Math.max(BLOCK, 2 * size)));
        position = 0;
        end = size;
    }

    /// @return whether there was anything
    private boolean fill(int most) throws IOException {
        int read = wire.read(in.limit(end + most).position(end));
        if (read < 0) {
            throw new EOFException("it closed the connection");
        }
        end += read;
        return read > 0;
    }

    /// Reads into the empty buffer. Before it waits, what `out` has is sent.
    ///
    /// @param expected how many bytes are still to come
    private void refill(BodySink out, long expected) throws IOException {
        if (expected > in.capacity() && in.capacity() < LARGE) {
            in = ByteBuffer.allocate(LARGE);
        }
        position = 0;
        end = 0;
        boolean flushed = wire.readWaits();
        if (flushed) {
            out.flush();
        }
        while (!fill(in.capacity())) {
            if (!flushed) {
                out.flush();
                flushed = true;
            }
            wire.await();
        }
    }

    /// Passes on a body that has a length.
    void copy(long length, BodySink to) throws IOException {
        long left = length;
        while (left > 0) {
            if (position == end) {
                refill(to, left);
            }
            int count = (int) Math.min(left, end - position);
            to.write(in.array(), position, count);
            position += count;
            left -= count;
        }
    }

    /// Passes on a chunked body.
    void copy(ChunkDecoder chunks, BodySink to) throws IOException, RejectedRequestException {
        while (true) {
            // framing alone: data is passed on from where it lies
            chunks.decode(in.array(), position, end, in.array(), 0, 0);
            position += chunks.consumed();
            if (chunks.finished()) {
                return;
            }
            int count = (int) Math.min(chunks.remainingInChunk(), end - position);
            if (count > 0) {
                to.write(in.array(), position, count);
                position += count;
                chunks.skip(count);
            } else {
                refill(to, chunks.remainingInChunk());
            }
        }
    }

    /// Passes on all that comes, sending it at once, until the worker ends it.
    void copyAll(BodySink to) throws IOException {
        try {
            while (true) {
                if (position == end) {
                    refill(to, 0);
                }
                to.write(in.array(), position, end - position);
                position = end;
            }
        } catch (EOFException e) {
            to.flush();
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
