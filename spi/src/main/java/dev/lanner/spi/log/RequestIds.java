package dev.lanner.spi.log;

/// A request that is being served, as a line of the server log names it. Asked only when a line is written, on any
/// thread.
public interface RequestIds {

    /// The connection's id.
    String connectionId();

    /// The request's id; made when it is first asked for.
    String id();
}
