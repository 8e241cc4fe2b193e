package dev.lanner.spi.features;

/// When the request reached which phase. Absent: nobody measures, as neither metrics nor a log of all requests is on.
public interface RequestTimingFeature {
    /// The answer for a phase that was not reached, or that does not exist here.
    long NOT_REACHED = -1;

    /// Phases, in the order in which they are reached.
    enum Phase {
        /// The connection was accepted.
        ACCEPTED,
        /// The TLS handshake began.
        TLS_STARTED,
        /// The TLS handshake was done.
        TLS_DONE,
        /// The first byte of the request's head was seen.
        HEAD_STARTED,
        /// The head was read and understood.
        HEAD_PARSED,
        /// The application has chosen who serves the request.
        DISPATCHED,
        /// The response was started.
        FIRST_BYTE,
        /// The request is over.
        ENDED
    }

    /// Nanoseconds from [Phase#ACCEPTED] until the phase, or [#NOT_REACHED].
    long nanos(Phase phase);
}
