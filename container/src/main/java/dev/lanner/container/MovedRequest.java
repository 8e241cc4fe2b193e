package dev.lanner.container;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// A request as a context sees it that runs at another path than its client knows.
record MovedRequest(RequestFeature request, RequestTarget seen) implements RequestFeature {
    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String protocol() {
        return request.protocol();
    }

    @Override
    public RequestTarget target() {
        // refuses to be used after the end
        request.target();
        return seen;
    }

    @Override
    public Fields headers() {
        return request.headers();
    }

    @Override
    public BodySource body() {
        return request.body();
    }
}
