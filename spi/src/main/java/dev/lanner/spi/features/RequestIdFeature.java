package dev.lanner.spi.features;

/// The request's id. Absent: an empty id.
public interface RequestIdFeature {

    /// An id unique in this process' life.
    String id();

    /// Gives the request another id, such as one that a proxy sent.
    void id(String id);
}
