package dev.lanner.http.h2;

/// A fault that ends the connection (RFC 9113, 5.4.1). Without a stack trace: it costs no more than a good frame.
public final class ConnectionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /// @param fault why
    public ConnectionException(Fault fault) {
        super(fault.reason(), null, false, false);
        this.fault = fault;
    }

    /// Why.
    public Fault fault() {
        return fault;
    }
}
