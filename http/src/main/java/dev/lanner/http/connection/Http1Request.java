package dev.lanner.http.connection;

import dev.lanner.http.h1.RequestHead;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// The request as it was received.
record Http1Request(RequestHead head, RequestBody stream) implements RequestFeature {
    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String protocol() {
        return head.protocol();
    }

    @Override
    public RequestTarget target() {
        return head.target();
    }

    @Override
    public Fields headers() {
        return head.headers();
    }

    @Override
    public BodySource body() {
        return stream;
    }
}
