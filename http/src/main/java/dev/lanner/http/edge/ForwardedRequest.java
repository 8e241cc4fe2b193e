package dev.lanner.http.edge;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// The request as the client sent it to its proxy.
record ForwardedRequest(RequestFeature request, RequestTarget seen, Fields fields) implements RequestFeature {
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
        request.headers();
        return fields;
    }

    @Override
    public BodySource body() {
        return request.body();
    }
}
