package dev.lanner.http.edge;

import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.ForwardedFeature;
import dev.lanner.spi.message.RequestTarget;

/// What was there before a proxy's word was taken.
record ForwardedWord(ConnectionFeature connection, RequestTarget target, int proxies, int port)
        implements
            ForwardedFeature {
}
