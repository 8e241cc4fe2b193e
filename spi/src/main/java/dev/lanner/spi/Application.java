package dev.lanner.spi;

import dev.lanner.spi.features.FeatureCollection;

/// What serves requests. The servlet container is one; a test may bring another.
@FunctionalInterface
public interface Application {

    /// Serves one request.
    ///
    /// Called once for each accepted request, on a thread that may block. When the call returns the response is
    /// completed, unless the application suspended the exchange by
    /// [dev.lanner.spi.features.ExecutionFeature#suspend()].
    ///
    /// @param exchange the request's features; at least request, response and response body
    /// @throws Exception a failure that the application did not handle: the connector answers 500 when the response has
    ///   not started, and aborts the exchange otherwise
    void handle(FeatureCollection exchange) throws Exception;
}
