/// The request-feature model: small interfaces gathered in a collection, one collection for each request.
///
/// A filter may wrap, replace or remove a feature; everything above then sees the change. Each interface says what its
/// absence means. A request's features are used by one thread at a time, the one that serves the request; only what is
/// documented otherwise may be called from elsewhere.
@NullMarked
package dev.lanner.spi.features;

import org.jspecify.annotations.NullMarked;
