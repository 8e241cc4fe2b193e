package dev.lanner.spi.features;

import dev.lanner.spi.Route;
import java.time.Duration;

/// How the request is executed: lets an exchange outlive the call that began it.
///
/// Absent: the exchange ends when the application's call returns; an application that waits for something must block.
/// All methods but [#route] may be called from any thread.
public interface ExecutionFeature {

    /// Says where the request goes, so that slow places can be moved off the event loops. May move the calling thread.
    void route(Route route);

    /// Keeps the exchange open after the application's call returns, until [#finish()].
    void suspend();

    /// Runs a step of this exchange on a request thread of its own, where it may block. Steps are not serialised.
    void execute(Runnable step);

    /// The same work, of which lines in the server's log name this request, whichever thread runs it.
    default Runnable named(Runnable work) {
        return work;
    }

    /// Runs `expired` on a connector thread once the time is over; it must not block. There is one deadline: a later
    /// call replaces it, a zero duration cancels it. Precise to about a quarter of a second.
    void deadline(Duration after, Runnable expired);

    /// Ends a suspended exchange: completes the response where that is still to do. Idempotent.
    void finish();
}
