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
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;

/// The server's side of the control socket.
public final class ControlListener implements Closeable {
    private static final System.Logger LOG = LazyLogger.of(ControlListener.class);
    private static final Duration REQUEST_TIME = Duration.ofSeconds(5);
    private static final int LARGEST_REQUEST = 64 << 10;
    private static final int MOST_REQUESTS = 16;

    private final Path run;
    private final ServerSocketChannel channel;
    private final String owner;
    private final ControlCommands commands;
    private final Semaphore places = new Semaphore(MOST_REQUESTS);

    private ControlListener(Path run, ServerSocketChannel channel, String owner, ControlCommands commands) {
        this.run = run;
        this.channel = channel;
        this.owner = owner;
        this.commands = commands;
    }

    /// Opens `control` in a directory that is closed to other users and belongs to this server alone.
    ///
    /// @throws IOException when it can't be bound
    public static ControlListener open(Path run, ControlCommands commands) throws IOException {
        Path socket = ControlAddress.toBind(run);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            if (Files.getFileStore(socket).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            }
            ControlListener listener = new ControlListener(run, channel, Files.getOwner(socket).getName(), commands);
            Thread.ofPlatform().daemon().name("lanner-control").start(listener::acceptUntilClosed);
            return listener;
        } catch (IOException | RuntimeException e) {
            channel.close();
            ControlAddress.remove(run);
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
        try (accepted) {
            if (!isOwner(accepted)) {
                LOG.log(System.Logger.Level.WARNING, "LNR-5405: another user was refused at the control socket");
                return;
            }
            String request = new BoundedReader(accepted, LARGEST_REQUEST, REQUEST_TIME).read(true);
            // the time for the answer begins when it is known: deploying may take long
            String answer = answer(request);
            new BoundedReader(accepted, LARGEST_REQUEST, REQUEST_TIME).write(answer);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a request over the control socket broke off: {0}", e.getMessage());
        } finally {
            places.release();
        }
    }

    private String answer(String request) {
        try {
            return "ok\n" + commands.answer(ControlRequest.parse(request));
        } catch (ControlException e) {
            return "failed\n" + e.getMessage() + "\n";
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "LNR-5406: a request over the control socket failed", e);
            return "failed\nLNR-5406: " + e + "; the server's log says more\n";
        }
    }

    /// The socket's mode keeps others out already; this holds where a file system does not keep modes.
    private boolean isOwner(SocketChannel accepted) throws IOException {
        try {
            String user = accepted.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            return user.equals(owner) || user.equals("root");
        } catch (UnsupportedOperationException e) {
            return true;
        }
    }

    /// Closes the socket and removes it. Idempotent.
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            ControlAddress.remove(run);
        }
    }
}
