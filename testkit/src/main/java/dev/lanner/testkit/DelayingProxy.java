package dev.lanner.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/// Passes bytes on after a while, as a long way does: each byte the same time, as many at once as come.
///
/// By hand: `DelayingProxy PORT TARGET_PORT MILLIS`.
public final class DelayingProxy implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;
    private static final byte[] END = {};

    /// Bytes, and when they go on.
    private static final class Piece {
        private final byte[] bytes;
        private final long due;

        Piece(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private final ServerSocket server;
    private final SocketAddress target;
    private final long delayNanos;
    private final Thread accepting;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /// Listens on loopback.
    ///
    /// @param port 0 for a free one
    /// @param target where bytes go on to
    /// @param delayMillis how long each byte takes, in each direction
    public DelayingProxy(int port, SocketAddress target, long delayMillis) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.delayNanos = delayMillis * 1_000_000;
        accepting = Thread.ofPlatform().daemon().name("delaying-proxy").start(this::accept);
    }

    /// Runs until it is stopped.
    public static void main(String[] args) throws Exception {
        try (DelayingProxy proxy = new DelayingProxy(Integer.parseInt(args[0]),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])),
                Long.parseLong(args[2]))) {
            proxy.accepting.join();
        }
    }

    /// Where to connect to.
    public SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket behind = new Socket();
                behind.connect(target);
                client.setTcpNoDelay(true);
                behind.setTcpNoDelay(true);
                open.addAll(List.of(client, behind));
                pass(client, behind);
                pass(behind, client);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pass(Socket from, Socket to) {
        BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> read(from, pieces));
        Thread.ofPlatform().daemon().start(() -> write(to, pieces));
    }

    private void read(Socket from, BlockingQueue<Piece> pieces) {
        byte[] block = new byte[BLOCK];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                pieces.add(new Piece(Arrays.copyOf(block, count), System.nanoTime() + delayNanos));
            }
        } catch (IOException e) {
            // the end, however it comes
        }
        pieces.add(new Piece(END, System.nanoTime() + delayNanos));
    }

    private static void write(Socket to, BlockingQueue<Piece> pieces) {
        try {
            OutputStream out = to.getOutputStream();
            while (true) {
                Piece piece = pieces.take();
                for (long left = piece.due - System.nanoTime(); left > 0; left = piece.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (piece.bytes == END) {
                    to.shutdownOutput();
                    return;
                }
                out.write(piece.bytes);
            }
        } catch (IOException e) {
            // the other side has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
