package dev.lanner.http.h2;

/// The states of a stream that the client opened (RFC 9113, 5.1); there are no others, as nothing is pushed.
///
/// | state | the client ends | the server ends | either resets |
/// |---|---|---|---|
/// | OPEN | HALF_CLOSED_REMOTE | HALF_CLOSED_LOCAL | CLOSED |
/// | HALF_CLOSED_REMOTE | fault STREAM_CLOSED | CLOSED | CLOSED |
/// | HALF_CLOSED_LOCAL | CLOSED | (not done twice) | CLOSED |
/// | CLOSED | fault STREAM_CLOSED | (not done) | CLOSED |
public enum StreamState {
    /// Both sides may send.
    OPEN,
    /// The client has ended its side.
    HALF_CLOSED_REMOTE,
    /// The server has ended its side.
    HALF_CLOSED_LOCAL,
    /// Over.
    CLOSED;

    /// The state after the client's END_STREAM.
    public StreamState remoteEnd() {
        return this == OPEN ? HALF_CLOSED_REMOTE : CLOSED;
    }

    /// The state after our END_STREAM.
    public StreamState localEnd() {
        return this == OPEN ? HALF_CLOSED_LOCAL : CLOSED;
    }

    /// Whether the client may send a body or trailers.
    public boolean receives() {
        return this == OPEN || this == HALF_CLOSED_LOCAL;
    }

    /// Whether we may send.
    public boolean sends() {
        return this == OPEN || this == HALF_CLOSED_REMOTE;
    }
}
