package dev.lanner.http.exchange;

import dev.lanner.http.h1.TraceContext;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.BadRequestFeature;
import dev.lanner.spi.features.BodyControlFeature;
import dev.lanner.spi.features.BodyDetectionFeature;
import dev.lanner.spi.features.BufferingFeature;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.InformationalResponseFeature;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The features of an exchange that are the same for all protocols, made when they are asked for.
public final class CommonFeatures {
    private CommonFeatures() {
    }

    /// The feature of this key, or null where it is none of the common ones.
    public static @Nullable Object of(FeatureKey<?> key, Exchange exchange) {
        if (key == Features.REQUEST_ID) {
            return new Id(exchange);
        } else if (key == Features.BODY_DETECTION) {
            return new Detection(exchange);
        } else if (key == Features.REQUEST_TRAILERS) {
            return new Trailers(exchange);
        } else if (key == Features.BODY_CONTROL) {
            return new Control(exchange);
        } else if (key == Features.BUFFERING) {
            return new Buffering(exchange);
        } else if (key == Features.INFORMATIONAL_RESPONSE) {
            return new Informational(exchange);
        } else if (key == Features.DATA_RATE) {
            return new Rates(exchange);
        } else if (key == Features.BAD_REQUEST) {
            String refusal = exchange.refusal();
            return refusal == null ? null : new Reason(refusal);
        } else if (key == Features.METRICS_TAGS) {
            return new Tags();
        } else if (key == Features.REQUEST_TIMING) {
            return exchange.timing();
        } else if (key == Features.TRACE_CONTEXT) {
            return TraceContext.of(exchange.headers());
        }
        return null;
    }

    /// Why the exchange's body was refused.
    private record Reason(String reason) implements BadRequestFeature {
    }

    private record Id(Exchange exchange) implements RequestIdFeature {
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

    private record Detection(Exchange exchange) implements BodyDetectionFeature {
        @Override
        public boolean canHaveBody() {
            return exchange.canHaveBody();
        }
    }

    private record Trailers(Exchange exchange) implements RequestTrailersFeature {
        @Override
        public boolean available() {
            exchange.checkNotEnded();
            return exchange.bodyRead();
        }

        @Override
        public Fields trailers() {
            if (!available()) {
                throw new IllegalStateException("the trailers come after the body, which has not been read to its end");
            }
            return exchange.trailers();
        }
    }

    private record Control(Exchange exchange) implements BodyControlFeature {
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

    private record Buffering(Exchange exchange) implements BufferingFeature {
        @Override
        public void disableResponseBuffering() {
            exchange.checkNotEnded();
            exchange.unbuffered();
        }
    }

    private record Informational(Exchange exchange) implements InformationalResponseFeature {
        @Override
        public void send(int status, Fields fields) throws IOException {
            exchange.checkNotEnded();
            exchange.sendInformational(status, fields);
        }
    }

    private record Rates(Exchange exchange) implements DataRateFeature {
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
