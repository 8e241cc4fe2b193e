package dev.lanner.container;

import dev.lanner.spi.features.UpgradeFeature;
import jakarta.servlet.Servlet;

/// Takes requests that ask to leave HTTP in place of the servlet that is mapped to their path. Constraints and filters
/// apply as to any other request; the servlet path is the whole path.
///
/// Used by many threads.
public interface UpgradeRoute {

    /// Whether this serves the request.
    ///
    /// @param path below the context, normalised, with a slash at its front
    /// @param upgrade what the client asks for
    boolean serves(String path, UpgradeFeature upgrade);

    /// The servlet that serves it; it belongs to no registration.
    Servlet servlet();
}
