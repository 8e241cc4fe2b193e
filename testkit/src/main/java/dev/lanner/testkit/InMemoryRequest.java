package dev.lanner.testkit;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// The request feature; refuses to be used after the exchange.
record InMemoryRequest(InMemoryExchange exchange, String sentMethod, String sentProtocol, RequestTarget sentTarget,
        Fields sentHeaders, BodySource source) implements RequestFeature {
    @Override
    public String method() {
        exchange.check();
        return sentMethod;
    }

    @Override
    public String protocol() {
        exchange.check();
        return sentProtocol;
    }

    @Override
    public RequestTarget target() {
        exchange.check();
        return sentTarget;
    }

    @Override
    public Fields headers() {
        exchange.check();
        return sentHeaders;
    }

    @Override
    public BodySource body() {
        exchange.check();
        return source;
    }
}
