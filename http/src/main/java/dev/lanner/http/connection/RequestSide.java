package dev.lanner.http.connection;

import dev.lanner.http.h1.HeadScanner;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.RequestHead;
import dev.lanner.http.loop.RequestPlace;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

import static dev.lanner.http.connection.State.AHEAD;
import static dev.lanner.http.connection.State.BUSY;
import static dev.lanner.http.connection.State.CLOSED;
import static dev.lanner.http.connection.State.GIVEN;
import static dev.lanner.http.connection.State.LINGER;
import static dev.lanner.http.connection.State.MUTED;
import static dev.lanner.http.connection.State.PEEK;

/// What a request thread does with a connection: serves requests one after the other, and gives the connection back.
final class RequestSide implements Runnable {
    private final Http1Connection connection;
    /// Where the requests run; null on a thread that only ends one.
    private final @Nullable RequestPlace place;

    RequestSide(Http1Connection connection, @Nullable RequestPlace place) {
        this.connection = connection;
        this.place = place;
    }

    /// Serves the request whose head was found, and those that follow in the bytes at hand.
    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                RequestHead head;
                try {
                    head = RequestHead.parse(connection.input.data(), connection.headStart, connection.input.position(),
                            connection.endpoint.rules());
                } catch (RejectedRequestException e) {
                    reject(e.rejection());
                    return;
                }
                Http1Exchange next = new Http1Exchange(connection, head, Objects.requireNonNull(place));
                connection.exchange = next;
                more = next.serve() && next.ended() && nextHead();
            }
        } catch (IOException e) {
            lost(e);
        } catch (RuntimeException | Error e) {
            lost(new IOException("failure in the connection", e));
            throw e;
        }
    }

    /// Ends a suspended exchange's turn, on whichever thread finished it.
    void resumeAfter() {
        try {
            if (nextHead()) {
                connection.startServing();
            }
        } catch (IOException e) {
            lost(e);
        } catch (RuntimeException | Error e) {
            lost(new IOException("failure in the connection", e));
            throw e;
        }
    }

    private void lost(IOException cause) {
        connection.fail(cause);
        connection.exchangeOver();
        connection.end();
    }

    /// Finds the next head in the bytes at hand, or gives the connection back to its loop.
    ///
    /// @return whether there is one
    private boolean nextHead() throws IOException {
        connection.exchangeOver();
        connection.claimInput();
        while (true) {
            if (connection.input.available() > 0 && findHead()) {
                return true;
            }
            int now = connection.state;
            if ((now & CLOSED) != 0) {
                connection.output.discard();
                return false;
            }
            if ((now & (BUSY | LINGER)) != BUSY) {
                return false;
            }
            connection.output.flush();
            if (connection.wire.pending()) {
                // the selector would never tell of it
                connection.input.readMore();
                continue;
            }
            if (!release()) {
                return false;
            }
        }
    }

    private boolean findHead() throws IOException {
        HeadScanner own = connection.scanner;
        if (own == null) {
            own = new HeadScanner();
            if (connection.link.timing() != null) {
                connection.headStartedNanos = System.nanoTime();
            }
        }
        try {
            int end = own.scan(connection.input.data(), connection.input.position(), connection.input.end(),
                    connection.endpoint.rules());
            if (end < 0) {
                connection.scanner = own;
                return false;
            }
            connection.headFound(end);
        } catch (RejectedRequestException e) {
            connection.output.flush();
            connection.headStart = connection.input.position();
            reject(e.rejection());
            return false;
        }
        RequestPlace current = place;
        if (current != null && current.returnsToLoop()) {
            connection.output.holdForLoop();
        } else {
            connection.output.flush();
        }
        return true;
    }

    /// Gives the connection to the loop, unless bytes were read ahead.
    ///
    /// @return whether the caller still owns it, with more input
    private boolean release() {
        connection.input.trim();
        connection.wire.park();
        connection.deadline = connection.loop.nowMillis()
                + (connection.scanner == null
                        ? connection.endpoint.limits().keepAliveMillis()
                        : connection.endpoint.limits().headMillis());
        while (true) {
            int now = connection.state;
            if ((now & CLOSED) != 0) {
                connection.output.discard();
                return false;
            }
            if (connection.peerClosed && (now & (PEEK | AHEAD)) == 0) {
                connection.end();
                return false;
            }
            if ((now & AHEAD) != 0 && (now & PEEK) == 0) {
                if (connection.change(now, now & ~AHEAD)) {
                    connection.joinAhead();
                    return true;
                }
            } else if ((now & PEEK) != 0) {
                if (connection.change(now, now | GIVEN)) {
                    return false;
                }
            } else if (connection.change(now, 0)) {
                if ((now & MUTED) != 0) {
                    connection.arm(SelectionKey.OP_READ);
                }
                return false;
            }
        }
    }

    /// Answers a request that can't be one, and closes.
    void reject(Rejection rejection) {
        try {
            Linger.log(connection, rejection, connection.headStart);
            Linger.answer(connection.output, rejection);
            connection.output.flush();
        } catch (IOException e) {
            connection.fail(e);
        } finally {
            closeAfterAnswer(false);
        }
    }

    /// The answer is out and the connection shall end.
    ///
    /// @param inputDone whether nothing that the client has sent is unread
    void closeAfterAnswer(boolean inputDone) {
        if (connection.over() || connection.peerClosed
                || inputDone && connection.input.available() == 0 && (connection.state & AHEAD) == 0) {
            connection.end();
            return;
        }
        // Closing with unread bytes would reset the connection, and the client might lose its answer: our side is
        // closed, and what still comes is dropped for a while.
        try {
            connection.wire.shutdownOutput();
        } catch (IOException e) {
            connection.end();
            return;
        }
        connection.deadline = connection.loop.nowMillis() + connection.endpoint.limits().drainMillis();
        connection.output.discard();
        while (true) {
            int now = connection.state;
            if ((now & CLOSED) != 0) {
                return;
            }
            if ((now & PEEK) == 0 && connection.change(now, LINGER)) {
                connection.arm(SelectionKey.OP_READ);
                return;
            }
            Thread.yield();
        }
    }
}
