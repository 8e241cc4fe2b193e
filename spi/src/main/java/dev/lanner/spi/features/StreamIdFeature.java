package dev.lanner.spi.features;

/// The stream of a connection that carries several (HTTP/2). Absent: requests follow each other on the connection.
public interface StreamIdFeature {

    /// The stream's number, unique within its connection.
    long id();
}
