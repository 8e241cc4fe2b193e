package dev.lanner.examples;

import dev.lanner.spi.features.FeatureCollection;
import jakarta.servlet.ServletRequest;

/// The way from a servlet request to its features.
final class RequestFeatures {
    private static final String ATTRIBUTE = "dev.lanner.features";

    private RequestFeatures() {
    }

    /// The request's features.
    ///
    /// @throws IllegalStateException on a container that has none
    static FeatureCollection of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof FeatureCollection features) {
            return features;
        }
        throw new IllegalStateException("this container gives no request features");
    }
}
