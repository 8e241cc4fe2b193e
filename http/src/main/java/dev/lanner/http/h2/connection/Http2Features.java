package dev.lanner.http.h2.connection;

import dev.lanner.http.exchange.CommonFeatures;
import dev.lanner.http.h2.RequestMessage;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.FeatureSource;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ResetFeature;
import dev.lanner.spi.features.StreamIdFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import org.jspecify.annotations.Nullable;

/// Makes the features of an exchange when they are asked for.
final class Http2Features implements FeatureSource {
    private static final long MOST_ERROR_CODE = 0xFFFF_FFFFL;

    private final Http2Exchange exchange;

    Http2Features(Http2Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public @Nullable FeatureCollection parent() {
        return exchange.stream().connection().link().features();
    }

    @Override
    public int parentRevision() {
        return exchange.stream().connection().link().featuresRevision();
    }

    @Override
    public @Nullable Object feature(FeatureKey<?> key) {
        if (key == Features.REQUEST) {
            return new Request(exchange, seen());
        } else if (key == Features.RESPONSE) {
            return exchange.response();
        } else if (key == Features.RESPONSE_BODY || key == Features.SEND_FILE || key == Features.RESPONSE_TRAILERS) {
            return exchange.responseBody();
        } else if (key == Features.EXECUTION) {
            return exchange;
        } else if (key == Features.MAX_REQUEST_BODY_SIZE) {
            return exchange.body();
        } else if (key == Features.LIFETIME) {
            return exchange.lifetime();
        } else if (key == Features.RESET) {
            return new Reset(exchange);
        } else if (key == Features.STREAM_ID) {
            return new Id(exchange.stream().id());
        } else if (key == Features.UPGRADE) {
            return exchange.request().head().protocol() == null ? null : new Tunnel(exchange);
        }
        return CommonFeatures.of(key, exchange);
    }

    private Fields seen() {
        RequestMessage head = exchange.request().head();
        String protocol = head.protocol();
        return protocol == null ? head.headers() : TunnelFields.of(head, protocol);
    }

    /// The request as it was received, until its exchange has ended.
    private record Request(Http2Exchange exchange, Fields seen) implements RequestFeature {
        @Override
        public String method() {
            return live().request().method();
        }

        @Override
        public String protocol() {
            live();
            return Http2Exchange.PROTOCOL;
        }

        @Override
        public RequestTarget target() {
            return live().request().target();
        }

        @Override
        public Fields headers() {
            live();
            return seen;
        }

        @Override
        public BodySource body() {
            return live().body();
        }

        private Http2Exchange live() {
            exchange.checkNotEnded();
            return exchange;
        }
    }

    private record Reset(Http2Exchange exchange) implements ResetFeature {
        @Override
        public void reset(long errorCode) {
            if (errorCode < 0 || errorCode > MOST_ERROR_CODE) {
                throw new IllegalArgumentException("an error code is from 0 to 2^32 - 1: " + errorCode);
            }
            if (!exchange.ended()) {
                exchange.reset(errorCode);
            }
        }
    }

    private record Id(long id) implements StreamIdFeature {
    }
}
