package dev.lanner.http.connection;

import dev.lanner.http.exchange.CommonFeatures;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.FeatureSource;
import dev.lanner.spi.features.Features;
import org.jspecify.annotations.Nullable;

/// Makes the features of an exchange when they are asked for.
final class Http1Features implements FeatureSource {
    private final Http1Exchange exchange;

    Http1Features(Http1Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public @Nullable FeatureCollection parent() {
        return exchange.connection().link().features();
    }

    @Override
    public int parentRevision() {
        return exchange.connection().link().featuresRevision();
    }

    @Override
    public @Nullable Object feature(FeatureKey<?> key) {
        if (key == Features.REQUEST) {
            return new Http1Request(exchange);
        } else if (key == Features.RESPONSE) {
            return exchange.response();
        } else if (key == Features.RESPONSE_BODY || key == Features.SEND_FILE) {
            return exchange.responseBody();
        } else if (key == Features.EXECUTION) {
            return exchange;
        } else if (key == Features.MAX_REQUEST_BODY_SIZE) {
            return exchange.body();
        } else if (key == Features.LIFETIME) {
            return exchange.lifetime();
        } else if (key == Features.RESPONSE_TRAILERS) {
            return exchange.head().http11() ? exchange.responseBody() : null;
        }
        if (key == Features.UPGRADE) {
            return exchange.head().upgrade() ? new Upgrade(exchange) : null;
        }
        return CommonFeatures.of(key, exchange);
    }
}
