package dev.lanner.worker.hop;

import dev.lanner.http.h1.ChunkDecoder;
import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.ReceivedResponse;
import dev.lanner.http.h1.RejectedRequestException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import jdk.net.ExtendedSocketOptions;

/// A connection to a worker. Belongs to one exchange at a time; one thread reads while another one may write. Closing it
/// wakes both.
final class HopConnection implements Closeable {
    private static final int BLOCK = 16 * 1024;

    private final SocketChannel channel;
    private final HopPool pool;
    private byte[] in = new byte[BLOCK];
    private int position;
    private int end;
    private volatile boolean ended;

    private HopConnection(SocketChannel channel, HopPool pool) {
        this.channel = channel;
        this.pool = pool;
    }

    /// @param user whose process must be the one that listens
    static HopConnection open(Path socket, String user, HopPool pool) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            String peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!peer.equals(user)) {
                throw new ForeignPeerException(socket, peer, user);
            }
            return new HopConnection(channel, pool);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    HopPool pool() {
        return pool;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /// Says that nothing more will come, as the client did.
    void endOutput() {
        ended = true;
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            // the reader sees what is wrong
        }
    }

    /// Whether [#endOutput] was called.
    boolean ended() {
        return ended;
    }

    /// Bytes at hand.
    int available() {
        return end - position;
    }

    /// Reads the next head. Its fields are good until the next read.
    ///
    /// @throws EOFException when the worker closed the connection before it was complete
    /// @throws RejectedRequestException when it is malformed or too large
    ReceivedResponse head(HeadRules rules) throws IOException, RejectedRequestException {
        int start = position;
        int looked = position;
        int headEnd = ReceivedResponse.end(in, start, looked, end);
        while (headEnd < 0) {
            looked = end;
            if (end - start > rules.maxHeadersSize()) {
                throw new IOException("the head of its answer is larger than " + rules.maxHeadersSize()
                        + " bytes");
            }
            if (end == in.length) {
                in = Arrays.copyOfRange(in, start, Math.max(start + BLOCK, start + 2 * (end - start)));
                looked -= start;
                end -= start;
                start = 0;
            }
            fill();
            headEnd = ReceivedResponse.end(in, start, looked, end);
        }
        ReceivedResponse head = ReceivedResponse.parse(in, start, headEnd, rules);
        position = headEnd;
        return head;
    }

    private void fill() throws IOException {
        int read = channel.read(ByteBuffer.wrap(in, end, in.length - end));
        if (read < 0) {
            throw new EOFException("it closed the connection");
        }
        end += read;
    }

    private void refill() throws IOException {
        position = 0;
        end = 0;
        fill();
    }

    /// Takes bytes of a body that has a length, waiting for at least one.
    int read(byte[] into, int length) throws IOException {
        if (position == end) {
            refill();
        }
        int count = Math.min(length, end - position);
        System.arraycopy(in, position, into, 0, count);
        position += count;
        return count;
    }

    /// Takes bytes of a chunked body, waiting for at least one or its end.
    ///
    /// @return how many; 0 at the end
    int read(byte[] into, ChunkDecoder decoder) throws IOException, RejectedRequestException {
        while (true) {
            decoder.decode(in, position, end, into, 0, into.length);
            position += decoder.consumed();
            if (decoder.produced() > 0 || decoder.finished()) {
                return decoder.produced();
            }
            refill();
        }
    }

    /// What the worker sends after an upgrade, waiting for it.
    ///
    /// @return -1 at the end
    int readRaw(byte[] into) throws IOException {
        try {
            return read(into, into.length);
        } catch (EOFException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is left to close
        }
    }
}
