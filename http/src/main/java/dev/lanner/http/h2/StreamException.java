package dev.lanner.http.h2;

/// A fault that ends one stream (RFC 9113, 5.4.2). Without a stack trace.
public final class StreamException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int stream;
    private final Fault fault;

    /// @param stream which one
    /// @param fault why
    public StreamException(int stream, Fault fault) {
        super(fault.reason(), null, false, false);
        this.stream = stream;
        this.fault = fault;
    }

    /// Which stream.
    public int stream() {
        return stream;
    }

    /// Why.
    public Fault fault() {
        return fault;
    }
}
