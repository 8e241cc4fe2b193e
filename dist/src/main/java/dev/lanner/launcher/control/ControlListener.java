package dev.lanner.launcher.control;

import dev.lanner.spi.log.LazyLogger;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// The server's side of the control socket.
public final class ControlListener implements Closeable {
    private static final System.Logger LOG = LazyLogger.of(ControlListener.class);
    private static final Duration REQUEST_TIME = Duration.ofSeconds(5);
    private static final int LARGEST_REQUEST = 64 << 10;
    private static final int MOST_REQUESTS = 16;
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final @Nullable Path run;
    private final Path socket;
    private final ServerSocketChannel channel;
    private final String owner;
    private final ControlCommands commands;
    private final Semaphore places = new Semaphore(MOST_REQUESTS);
    private final AtomicLong lastRefusal = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    /// Those whose commands last.
    private final Set<ControlLine> lines = ConcurrentHashMap.newKeySet();

    private ControlListener(@Nullable Path run, Path socket, ServerSocketChannel channel, ControlCommands commands)
            throws IOException {
        this.run = run;
        this.socket = socket;
        this.channel = channel;
        this.commands = commands;
        owner = Files.getOwner(socket).getName();
    }

    /// Opens `control` in a directory that is closed to other users and belongs to this server alone.
    ///
    /// @throws IOException when it can't be bound
    public static ControlListener open(Path run, ControlCommands commands) throws IOException {
        Path socket = ControlAddress.toBind(run);
        try {
            return open(run, socket, "rw-------", commands);
        } catch (IOException | RuntimeException e) {
            ControlAddress.remove(run);
            throw e;
        }
    }

    /// Opens a socket that other users can reach; the commands say whom they admit.
    ///
    /// @param socket nothing is there
    /// @throws IOException when it can't be bound
    public static ControlListener openToAll(Path socket, ControlCommands commands) throws IOException {
        return open(null, socket, "rw-rw-rw-", commands);
    }

    private static ControlListener open(@Nullable Path run, Path socket, String mode, ControlCommands commands)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            if (Files.getFileStore(socket).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(mode));
            }
            ControlListener listener = new ControlListener(run, socket, channel, commands);
            Thread.ofPlatform().daemon().name("lanner-control").start(listener::acceptUntilClosed);
            return listener;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void acceptUntilClosed() {
        while (channel.isOpen()) {
            try {
                SocketChannel accepted = channel.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().name("lanner-control-request").start(() -> serve(accepted));
                } else {
                    accepted.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "LNR-5404: the control socket fails: {0}", e.getMessage());
                return;
            }
        }
    }

    private void serve(SocketChannel accepted) {
        try (ControlLine line = new ControlLine(accepted)) {
            LastingCommand lasting = asked(accepted, line);
            if (lasting != null) {
                last(lasting, accepted, line);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a request over the control socket broke off: {0}", e.getMessage());
        }
    }

    /// Reads and answers a request; a lasting one is to be answered yet. The time for the answer begins when it is known:
    /// deploying may take long.
    private @Nullable LastingCommand asked(SocketChannel accepted, ControlLine line) throws IOException {
        try {
            String user = user(accepted);
            if (!commands.admits(user, owner)) {
                refused(user);
                return null;
            }
            String text = new BoundedReader(accepted, LARGEST_REQUEST, REQUEST_TIME).read(true);
            String answer;
            try {
                ControlRequest request = ControlRequest.parse(text);
                LastingCommand lasting = commands.lasting(request, user, line::end);
                if (lasting != null) {
                    return lasting;
                }
                answer = "ok\n" + commands.answer(request);
            } catch (ControlException e) {
                answer = "failed\n" + e.getMessage() + "\n";
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "LNR-5406: a request over the control socket failed", e);
                answer = "failed\nLNR-5406: " + e + "; the server's log says more\n";
            }
            new BoundedReader(accepted, LARGEST_REQUEST, REQUEST_TIME).write(answer);
            return null;
        } finally {
            places.release();
        }
    }

    /// Says so once a second at most: whoever knocks must not fill the log.
    private void refused(String user) {
        long now = System.nanoTime();
        long last = lastRefusal.get();
        if (now - last >= QUIET_NANOS && lastRefusal.compareAndSet(last, now)) {
            LOG.log(System.Logger.Level.WARNING, "LNR-5405: the user {0} was refused at {1}", user, socket);
        }
    }

    private void last(LastingCommand lasting, SocketChannel accepted, ControlLine line) throws IOException {
        lines.add(line);
        try {
            new BoundedReader(accepted, LARGEST_REQUEST, REQUEST_TIME).write("ok\n" + lasting.answer() + "\n");
            // closed by now, it closes what it has seen
            if (channel.isOpen()) {
                line.awaitEnd();
            }
        } finally {
            lines.remove(line);
            lasting.ended();
        }
    }

    /// The socket's mode keeps others out already; asking holds where a file system does not keep modes.
    private String user(SocketChannel accepted) throws IOException {
        try {
            return accepted.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (UnsupportedOperationException e) {
            return owner;
        }
    }

    /// Closes the socket and removes it. Idempotent.
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            if (run == null) {
                Files.deleteIfExists(socket);
            } else {
                ControlAddress.remove(run);
            }
        }
        lines.forEach(ControlLine::close);
    }
}
