package dev.lanner.spi.features;

/// Absent: the response is buffered as the connector likes.
public interface BufferingFeature {

    /// From now on each write of the response goes out at once, as server-sent events need it.
    void disableResponseBuffering();
}
