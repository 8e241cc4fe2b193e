package dev.lanner.container;

import dev.lanner.container.request.LannerRequest;
import dev.lanner.spi.features.FeatureCollection;
import jakarta.servlet.ServletRequest;

/// The way from the Servlet API to the request's features.
public final class RequestFeatures {

    private RequestFeatures() {
    }

    /// The features of a request, also of a wrapped one. What is replaced there is seen by the request's methods.
    ///
    /// @throws IllegalArgumentException when the request is none of this container
    /// @throws IllegalStateException after the end of the request
    public static FeatureCollection of(ServletRequest request) {
        return LannerRequest.of(request).exposedFeatures();
    }
}
