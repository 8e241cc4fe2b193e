package dev.lanner.spi.features;

/// The bytes of an upgraded connection or stream. One thread reads while another may write.
public interface DuplexStream extends AutoCloseable {

    /// What the peer sends; at its end when the peer has closed its side.
    BodySource input();

    /// What goes to the peer; completing it closes our side.
    BodySink output();

    /// Closes the connection or stream and ends the exchange. Idempotent, from any thread.
    @Override
    void close();
}
