package dev.lanner.worker.hop;

import dev.lanner.spi.features.RequestFeature;
import dev.lanner.worker.pairing.HopFields;
import dev.lanner.worker.pairing.PairingToken;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The connections to one worker process. Those that are idle wait at the event loop whose requests they have served, and serve its
/// next ones; the one that was used last is taken first. Safe for use by several threads, and free of locks, as event loops use
/// it too.
public final class HopPool implements AutoCloseable {
    /// More idle connections of one loop than this are closed: a burst must not leave descriptors behind.
    private static final int MOST_IDLE = 256;

    private final Path socket;
    private final PairingToken token;
    private final String user;
    private final AtomicReference<Shelf[]> shelves = new AtomicReference<>(new Shelf[0]);
    private volatile boolean closed;

    /// The idle connections of one loop.
    private static final class Shelf {
        private final @Nullable Object loop;
        private final AtomicReference<@Nullable Place> top = new AtomicReference<>();
        private final AtomicInteger count = new AtomicInteger();

        Shelf(@Nullable Object loop) {
            this.loop = loop;
        }

        @Nullable
        HopConnection take() {
            Place place = top.get();
            while (place != null && !top.compareAndSet(place, place.below)) {
                place = top.get();
            }
            if (place == null) {
                return null;
            }
            count.decrementAndGet();
            return place.connection;
        }

        boolean put(HopConnection connection) {
            if (count.incrementAndGet() > MOST_IDLE) {
                count.decrementAndGet();
                return false;
            }
            Place made;
            do {
                made = new Place(connection, top.get());
            } while (!top.compareAndSet(made.below, made));
            return true;
        }
    }

    private record Place(HopConnection connection, @Nullable Place below) {
    }

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

    /// A connection, perhaps one that the worker is just closing.
    ///
    /// @param loop the request's; null for none
    /// @throws IOException when the worker does not listen
    HopConnection take(@Nullable Object loop) throws IOException {
        Shelf shelf = shelf(loop);
        for (HopConnection kept = shelf.take(); kept != null; kept = shelf.take()) {
            if (kept.busy()) {
                return kept;
            }
        }
        return fresh(loop);
    }

    /// A connection that nobody has used.
    ///
    /// @param loop the request's; null for none
    /// @throws ForeignPeerException when the one who listens is not of the worker's user
    HopConnection fresh(@Nullable Object loop) throws IOException {
        return HopConnection.open(socket, user, this, loop);
    }

    /// Whether a connection failed because nobody listens.
    boolean deserted(IOException failure) {
        return failure instanceof ConnectException || Files.notExists(socket);
    }

    /// Whether somebody listens.
    boolean isHeard() {
        try (HopConnection _ = fresh(null)) {
            return true;
        } catch (IOException e) {
            return !deserted(e);
        }
    }

    /// Asks the worker whether it is ready, on a connection of its own, and waits for its answer.
    ///
    /// @param longest how long
    /// @return empty when it serves; else why it never will
    /// @throws java.net.SocketTimeoutException when the time is over
    /// @throws IOException when nobody listens, or the worker closes the connection
    public String awaitReady(Duration longest) throws IOException {
        return ControlRequest.send(fresh(null), HopFields.READY, null, longest);
    }

    /// Tells the worker to say goodbye to those whose connections have left HTTP. It serves requests as before. Waits until
    /// it has been told.
    ///
    /// @throws IOException when it can't be told within `longest`
    public void goAway(Duration longest) throws IOException {
        ControlRequest.send(fresh(null), HopFields.GO_AWAY, null, longest);
    }

    /// Asks the worker whether it has the session that a request names.
    ///
    /// @throws IOException when there is no answer within `longest`
    boolean hasSessionOf(RequestFeature request, Duration longest) throws IOException {
        return ControlRequest.send(fresh(null), HopFields.SESSION, request, longest).isEmpty();
    }

    /// Asks the worker whether it has any session.
    ///
    /// @throws IOException when there is no answer within `longest`
    boolean hasSessions(Duration longest) throws IOException {
        return ControlRequest.send(fresh(null), HopFields.SESSIONS, null, longest).isEmpty();
    }

    private Shelf shelf(@Nullable Object loop) {
        while (true) {
            Shelf[] all = shelves.get();
            for (Shelf each : all) {
                if (each.loop == loop) {
                    return each;
                }
            }
            Shelf made = new Shelf(loop);
            Shelf[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = made;
            if (shelves.compareAndSet(all, more)) {
                return made;
            }
        }
    }

    /// Takes a connection back whose exchange is complete.
    void give(HopConnection connection) {
        Shelf shelf = shelf(connection.loop());
        if (closed || !connection.idle() || !shelf.put(connection)) {
            connection.close();
        } else if (closed) {
            empty(shelf);
        }
    }

    /// Closes idle connections; those in use are closed when they come back. Idempotent.
    @Override
    public void close() {
        closed = true;
        for (Shelf each : shelves.get()) {
            empty(each);
        }
    }

    private static void empty(Shelf shelf) {
        for (HopConnection left = shelf.take(); left != null; left = shelf.take()) {
            left.close();
        }
    }
}
