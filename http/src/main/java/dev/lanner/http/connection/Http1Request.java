package dev.lanner.http.connection;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// The request as it was received, until its exchange has ended.
record Http1Request(Http1Exchange exchange) implements RequestFeature {
    @Override
    public String method() {
        return live().head().method();
    }

    @Override
    public String protocol() {
        return live().head().protocol();
    }

    @Override
    public RequestTarget target() {
        return live().head().target();
    }

    @Override
    public Fields headers() {
        return live().head().headers();
    }

    @Override
    public BodySource body() {
        return live().body();
    }

    private Http1Exchange live() {
        exchange.checkNotEnded();
        return exchange;
    }
}
