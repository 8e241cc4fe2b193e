package dev.lanner.http.loop;

/// What a loop's selection keys are attached to. Called in guarded steps.
public interface Ready {

    /// Handles readiness. May run while an earlier call for the same object, on a carrier that lost the loop, has not
    /// returned; implementations must refuse the second entry.
    ///
    /// @param carrier whose buffer may be used during the call
    /// @param ops     the ready operations
    void ready(Carrier carrier, int ops);

    /// Looks at deadlines. Called a few times each second.
    ///
    /// @param nowMillis the loop's clock, see [EventLoop#nowMillis()]
    void sweep(long nowMillis);

    /// The loop has ended, and the channel is closed: nothing will be ready any more. Not in a step.
    default void loopEnded() {
        // what belongs to a connector is ended by that
    }
}
