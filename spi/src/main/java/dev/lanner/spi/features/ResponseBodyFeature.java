package dev.lanner.spi.features;

/// The response's body. Required of each connector.
///
/// The first write, flush or completion starts the response. A body for which the header fields announce no length is
/// framed by the connector. For a response that has no body by definition (HEAD, 204, 304) bytes are taken and dropped.
public interface ResponseBodyFeature extends BodySink {
}
