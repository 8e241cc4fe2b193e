package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.RequestMessage;
import dev.lanner.spi.message.RequestTarget;

/// A request that goes to the application.
///
/// @param head as it was sent
/// @param target as it was understood
record ReceivedRequest(RequestMessage head, RequestTarget target) {

    /// The method as the application sees it: an extended CONNECT names a resource as a GET does, see
    /// [dev.lanner.spi.features.UpgradeFeature].
    String method() {
        return head.protocol() == null ? head.method() : "GET";
    }
}
