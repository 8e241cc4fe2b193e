package dev.lanner.spi.features;

/// Whether the request's and response's bodies may be used by blocking calls. Absent: allowed.
public interface BodyControlFeature {

    /// True at first, as the Servlet API is blocking.
    boolean synchronousIoAllowed();

    /// When false, blocking reads and writes throw [IllegalStateException]; listeners still work.
    void synchronousIoAllowed(boolean allowed);
}
