package dev.lanner.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A client that sends exactly the bytes it is given and reads responses strictly, over TCP or a Unix socket.
///
/// Nothing waits longer than the timeout, 10 s at first. One thread may send while another reads.
public final class RawClient implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;

    private final SocketChannel channel;
    private final @Nullable TlsChannel tls;
    private final Selector readable;
    private final Selector writable;
    private ByteBuffer input = ByteBuffer.allocate(BLOCK).flip();
    private volatile Duration timeout = Duration.ofSeconds(10);

    private RawClient(SocketChannel channel, @Nullable TlsChannel tls, Selector readable, Selector writable) {
        this.channel = channel;
        this.tls = tls;
        this.readable = readable;
        this.writable = writable;
    }

    /// Connects to a TCP or a Unix socket address.
    public static RawClient connect(SocketAddress address) throws IOException {
        return connect(address, null, "");
    }

    /// Connects to a TCP or a Unix socket address and does a TLS handshake.
    ///
    /// @param tls null for none
    /// @param host the name asked for (SNI)
    public static RawClient connect(SocketAddress address, @Nullable SSLContext tls, String host) throws IOException {
        return connect(null, address, tls, host);
    }

    /// Connects, and asks for a protocol by its ALPN name.
    ///
    /// @param host the name asked for (SNI)
    public static RawClient connect(SocketAddress address, SSLContext tls, String host, String protocol)
            throws IOException {
        return connect(null, address, tls, host, protocol);
    }

    /// Connects from an address of one's own.
    public static RawClient connect(SocketAddress from, SocketAddress address) throws IOException {
        return connect(from, address, null, "");
    }

    private static RawClient connect(@Nullable SocketAddress from, SocketAddress address, @Nullable SSLContext tls,
            String host, String... protocols) throws IOException {
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            if (from != null) {
                channel.bind(from);
            }
            channel.connect(address);
            if (address instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            channel.configureBlocking(false);
            TlsChannel encrypted = tls == null ? null : new TlsChannel(channel, tls, host, protocols);
            Selector readable = Selector.open();
            Selector writable = Selector.open();
            channel.register(readable, SelectionKey.OP_READ);
            channel.register(writable, SelectionKey.OP_WRITE);
            return new RawClient(channel, encrypted, readable, writable);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Connects to a Unix socket.
    public static RawClient connect(Path socket) throws IOException {
        return connect(UnixDomainSocketAddress.of(socket));
    }

    /// Sets how long a read or write may wait.
    public RawClient timeout(Duration longest) {
        timeout = longest;
        return this;
    }

    /// Sends text, one byte for each character.
    public RawClient send(String latin1) throws IOException {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Sends bytes.
    public RawClient send(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            if ((tls == null ? channel.write(rest) : tls.write(rest)) == 0) {
                await(writable, "to send, " + rest.remaining() + " bytes left");
            }
        }
        while (tls != null && !tls.flushed()) {
            await(writable, "to send the last record");
        }
        return this;
    }

    /// Sends bytes until all are sent or the server no longer takes them.
    ///
    /// @return whether all were sent
    public boolean trySend(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Reads the response to a request whose method is not HEAD.
    ///
    /// @throws EOFException when the server closes before its end
    /// @throws AssertionError when it is malformed
    public RawResponse read() throws IOException {
        return read("GET");
    }

    /// Reads the response to a request of this method.
    public RawResponse read(String method) throws IOException {
        return new ResponseReader(this).read(method);
    }

    /// Sends a request and reads its response.
    public RawResponse exchange(String request) throws IOException {
        int space = request.indexOf(' ');
        return send(request).read(space < 0 ? "GET" : request.substring(0, space));
    }

    /// Reads until the server closes; a reset counts as the end.
    public byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int next = readByte(); next >= 0; next = readByte()) {
                all.write(next);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // a reset ends the stream too
        }
        return all.toByteArray();
    }

    /// As [#readToEnd], one character for each byte.
    public String readToEndText() throws IOException {
        return new String(readToEnd(), StandardCharsets.ISO_8859_1);
    }

    /// Reads what comes until the server closes or is silent for a quarter of a second after something came, one
    /// character for each byte.
    public String readSome() throws IOException {
        StringBuilder all = new StringBuilder();
        while (true) {
            int next;
            try {
                next = all.isEmpty() || !silentFor(Duration.ofMillis(250)) ? readByte() : -1;
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                next = -1;
            }
            if (next < 0) {
                return all.toString();
            }
            all.append((char) next);
        }
    }

    /// Waits for the server to close and asserts that nothing more comes before.
    public void expectClosed() throws IOException {
        byte[] rest = readToEnd();
        if (rest.length > 0) {
            throw new AssertionError("expected the end of the connection, got \""
                    + ResponseReader.printable(new String(rest, StandardCharsets.ISO_8859_1)) + "\"");
        }
    }

    /// Whether nothing has come within this time, and the connection is open.
    public boolean silentFor(Duration time) throws IOException {
        if (input.hasRemaining()) {
            return false;
        }
        if (tls == null) {
            readable.selectedKeys().clear();
            return readable.select(Math.max(1, time.toMillis())) == 0;
        }
        long end = System.nanoTime() + time.toNanos();
        do {
            // not each record is data
            input.clear();
            int count;
            try {
                count = tls.read(input);
            } finally {
                input.flip();
            }
            if (count != 0) {
                return false;
            }
            readable.selectedKeys().clear();
            readable.select(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        } while (System.nanoTime() - end < 0);
        return true;
    }

    /// The next byte, or -1 at the end.
    public int readByte() throws IOException {
        while (!input.hasRemaining()) {
            input.clear();
            int count;
            try {
                count = tls == null ? channel.read(input) : tls.read(input);
            } finally {
                input.flip();
            }
            if (count < 0) {
                return -1;
            }
            if (count == 0) {
                await(readable, "to read");
            }
        }
        return input.get() & 0xff;
    }

    /// Reads exactly this many bytes.
    ///
    /// @throws EOFException when the server closes before
    public byte[] readBytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            int next = readByte();
            if (next < 0) {
                throw new EOFException("closed after " + done + " of " + length + " bytes");
            }
            bytes[done++] = (byte) next;
            int more = Math.min(input.remaining(), length - done);
            input.get(bytes, done, more);
            done += more;
        }
        return bytes;
    }

    /// Ends our side; the server can still answer.
    public RawClient halfClose() throws IOException {
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.shutdownOutput();
        }
        return this;
    }

    /// Vanishes: TCP sends a reset, a Unix socket closes at once.
    public void reset() throws IOException {
        if (channel.getRemoteAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        close();
    }

    /// The client's own address.
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
        try (readable; writable) {
            channel.close();
        }
    }

    private void await(Selector selector, String what) throws IOException {
        selector.selectedKeys().clear();
        if (selector.select(Math.max(1, timeout.toMillis())) == 0) {
            throw new SocketTimeoutException("nothing in " + timeout + " " + what);
        }
    }
}
