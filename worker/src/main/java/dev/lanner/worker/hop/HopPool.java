package dev.lanner.worker.hop;

import dev.lanner.worker.pairing.PairingToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The connections to one worker process. The one that was used last is taken first. Safe for use by several threads.
public final class HopPool implements AutoCloseable {
    /// More idle connections than this are closed: a burst must not leave descriptors behind.
    private static final int MOST_IDLE = 256;

    private final Path socket;
    private final PairingToken token;
    private final String user;
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by lock.
    private final Deque<HopConnection> idle = new ArrayDeque<>();
    /// Guarded by lock.
    private boolean closed;

    /// To a process of the same user as this one.
    ///
    /// @param socket where the worker listens
    /// @param token its token
    public HopPool(Path socket, PairingToken token) {
        this(socket, token, System.getProperty("user.name"));
    }

    /// @param socket where the worker listens
    /// @param token its token
    /// @param user the name of the user that it runs as: nobody else gets the token
    public HopPool(Path socket, PairingToken token, String user) {
        this.socket = socket;
        this.token = token;
        this.user = user;
    }

    PairingToken token() {
        return token;
    }

    /// A connection, perhaps one that the worker has closed meanwhile.
    ///
    /// @throws IOException when the worker does not listen
    HopConnection take() throws IOException {
        HopConnection kept = kept();
        return kept == null ? fresh() : kept;
    }

    /// A connection that nobody has used.
    ///
    /// @throws ForeignPeerException when the one who listens is not of the worker's user
    HopConnection fresh() throws IOException {
        return HopConnection.open(socket, user, this);
    }

    /// Asks the worker whether it is ready, on a connection of its own, and waits for its answer.
    ///
    /// @param longest how long
    /// @return empty when it serves; else why it never will
    /// @throws java.net.SocketTimeoutException when the time is over
    /// @throws IOException when nobody listens, or the worker closes the connection
    public String awaitReady(Duration longest) throws IOException {
        return ReadyRequest.send(fresh(), longest);
    }

    private @Nullable HopConnection kept() {
        lock.lock();
        try {
            return idle.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /// Takes a connection back whose exchange is complete.
    void give(HopConnection connection) {
        lock.lock();
        try {
            if (!closed && idle.size() < MOST_IDLE) {
                idle.addFirst(connection);
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
    }

    /// Closes idle connections; those in use are closed when they come back. Idempotent.
    @Override
    public void close() {
        Deque<HopConnection> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayDeque<>(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(HopConnection::close);
    }
}
