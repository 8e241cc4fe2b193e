package dev.lanner.http.connection;

import dev.lanner.http.h1.TraceContext;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.BadRequestFeature;
import dev.lanner.spi.features.BodyControlFeature;
import dev.lanner.spi.features.BodyDetectionFeature;
import dev.lanner.spi.features.BufferingFeature;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.FeatureSource;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.InformationalResponseFeature;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Makes the features of an exchange when they are asked for.
final class Http1Features implements FeatureSource {
    private final Http1Exchange exchange;

    Http1Features(Http1Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public @Nullable FeatureCollection parent() {
        return exchange.connection().features();
    }

    @Override
    public int parentRevision() {
        return exchange.connection().featuresRevision();
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
        return rare(key);
    }

    private @Nullable Object rare(FeatureKey<?> key) {
        if (key == Features.REQUEST_ID) {
            return new Id(exchange);
        } else if (key == Features.BODY_DETECTION) {
            return new Detection(exchange.body());
        } else if (key == Features.REQUEST_TRAILERS) {
            return new Trailers(exchange);
        } else if (key == Features.UPGRADE) {
            return exchange.head().upgrade() ? new Upgrade(exchange) : null;
        } else if (key == Features.BODY_CONTROL) {
            return new Control(exchange);
        } else if (key == Features.BUFFERING) {
            return new Buffering(exchange);
        } else if (key == Features.INFORMATIONAL_RESPONSE) {
            return new Informational(exchange);
        } else if (key == Features.DATA_RATE) {
            return new Rates(exchange);
        } else if (key == Features.BAD_REQUEST) {
            return exchange.reason();
        } else if (key == Features.METRICS_TAGS) {
            return new Tags();
        } else if (key == Features.REQUEST_TIMING) {
            return exchange.timing();
        } else if (key == Features.TRACE_CONTEXT) {
            return TraceContext.of(exchange.head().headers());
        }
        return null;
    }

    /// Why the exchange's body was refused.
    record Reason(String reason) implements BadRequestFeature {
    }

    private record Id(Http1Exchange exchange) implements RequestIdFeature {
        @Override
        public String id() {
            return exchange.id();
        }

        @Override
        public void id(String id) {
            exchange.checkNotEnded();
            exchange.id(id);
        }
    }

    private record Detection(RequestBody body) implements BodyDetectionFeature {
        @Override
        public boolean canHaveBody() {
            return body.possible();
        }
    }

    private record Trailers(Http1Exchange exchange) implements RequestTrailersFeature {
        @Override
        public boolean available() {
            exchange.checkNotEnded();
            return exchange.body().consumed();
        }

        @Override
        public Fields trailers() {
            if (!available()) {
                throw new IllegalStateException("the trailers come after the body, which has not been read to its end");
            }
            return exchange.body().trailers();
        }
    }

    private record Control(Http1Exchange exchange) implements BodyControlFeature {
        @Override
        public boolean synchronousIoAllowed() {
            return exchange.synchronousIoAllowed();
        }

        @Override
        public void synchronousIoAllowed(boolean allowed) {
            exchange.checkNotEnded();
            exchange.synchronousIoAllowed(allowed);
        }
    }

    private record Buffering(Http1Exchange exchange) implements BufferingFeature {
        @Override
        public void disableResponseBuffering() {
            exchange.checkNotEnded();
            exchange.responseBody().unbuffered();
        }
    }

    private record Informational(Http1Exchange exchange) implements InformationalResponseFeature {
        @Override
        public void send(int status, Fields fields) throws IOException {
            exchange.checkNotEnded();
            exchange.sendInformational(status, fields);
        }
    }

    private record Rates(Http1Exchange exchange) implements DataRateFeature {
        @Override
        public DataRate request() {
            return exchange.requestRate();
        }

        @Override
        public void request(DataRate rate) {
            exchange.checkNotEnded();
            exchange.requestRate(rate);
        }

        @Override
        public DataRate response() {
            return exchange.responseRate();
        }

        @Override
        public void response(DataRate rate) {
            exchange.checkNotEnded();
            exchange.responseRate(rate);
        }
    }
}
