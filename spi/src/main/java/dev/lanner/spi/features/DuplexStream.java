package dev.lanner.spi.features;

import java.time.Duration;

/// The bytes of an upgraded connection or stream. One thread reads while another may write.
///
/// It needs nothing of the exchange that it came from: an application that keeps the stream alone lets the request and its
/// features go, so that a connection that waits costs little memory.
public interface DuplexStream extends AutoCloseable {

    /// What the peer sends; at its end when the peer has closed its side.
    BodySource input();

    /// What goes to the peer; completing it closes our side.
    BodySink output();

    /// Runs a task on a thread as requests have it, where it may block. Tasks are not serialised.
    void execute(Runnable task);

    /// Runs `expired` on a connector thread once the time is over; it must not block. There is one deadline: a later
    /// call replaces it, a zero duration cancels it. Precise to about a quarter of a second.
    void deadline(Duration after, Runnable expired);

    /// Closes the connection or stream and ends the exchange, suspended or not. Idempotent, from any thread.
    @Override
    void close();
}
