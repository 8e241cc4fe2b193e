package dev.lanner.worker.pairing;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.BadRequestFeature;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.InformationalResponseFeature;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.ResetFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.FieldSyntax;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Features that act on the client's connection: what is done to them here is told to the front server by an interim
/// response of its own, which it does not pass on.
final class FrontFeatures {
    private static final int PROCESSING = 102;

    private FrontFeatures() {
    }

    static void set(FeatureCollection exchange, HopFacts facts) {
        ResponseFeature answer = exchange.get(Features.RESPONSE);
        if (answer != null) {
            answer.on(ResponseEvent.STARTING, () -> reason(exchange, answer));
        }
        // these are of the hop's connection, which other clients use too
        exchange.remove(Features.CONNECTION_ITEMS);
        exchange.remove(Features.UNIX_PEER);
        if (facts.protocol().equals("HTTP/1.0")) {
            // its client can't be sent any
            exchange.remove(Features.RESPONSE_TRAILERS);
        }
        MaxRequestBodySizeFeature size = exchange.get(Features.MAX_REQUEST_BODY_SIZE);
        if (size != null && facts.limit() >= 0) {
            exchange.set(Features.MAX_REQUEST_BODY_SIZE, new Size(exchange, size, facts.limit()));
        }
        DataRate request = facts.requestRate();
        DataRate response = facts.responseRate();
        if (request != null && response != null) {
            exchange.set(Features.DATA_RATE, new Rates(exchange, request, response));
        } else {
            exchange.remove(Features.DATA_RATE);
        }
        long stream = facts.stream();
        if (stream >= 0) {
            exchange.set(Features.STREAM_ID, () -> stream);
            exchange.set(Features.RESET, new Reset(exchange));
        }
        UpgradeFeature upgrade = facts.isTunnel() ? exchange.get(Features.UPGRADE) : null;
        if (upgrade != null) {
            exchange.set(Features.UPGRADE, new Tunnel(upgrade));
        }
    }

    /// The access log is the front server's: it is told why a request was refused.
    private static void reason(FeatureCollection exchange, ResponseFeature answer) {
        BadRequestFeature refused = exchange.get(Features.BAD_REQUEST);
        if (refused != null && FieldSyntax.isToken(refused.reason())) {
            answer.headers().set(HopFields.REASON, refused.reason());
        }
    }

    /// Tells the front server, where that is still possible.
    private static void tell(FeatureCollection exchange, String name, String value) throws IOException {
        InformationalResponseFeature interim = exchange.get(Features.INFORMATIONAL_RESPONSE);
        ResponseFeature response = exchange.get(Features.RESPONSE);
        if (interim != null && response != null && !response.started()) {
            FieldList fields = new FieldList(1);
            fields.add(name, value);
            interim.send(PROCESSING, fields);
        }
    }

    private static void tellUnchecked(FeatureCollection exchange, String name, String value) {
        try {
            tell(exchange, name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The front server enforces the limit, as it is told of a change before it sends the body. Only a small body comes
    /// with the head: for that the limit holds here.
    private static final class Size implements MaxRequestBodySizeFeature {
        private final FeatureCollection exchange;
        private final MaxRequestBodySizeFeature own;
        private final boolean here;
        private volatile long limit;
        private volatile long ceiling = UNLIMITED;

        Size(FeatureCollection exchange, MaxRequestBodySizeFeature own, long limit) {
            this.exchange = exchange;
            this.own = own;
            this.limit = limit;
            here = exchange.require(Features.REQUEST).headers().first("Expect") == null;
        }

        @Override
        public long limit() {
            return limit;
        }

        @Override
        public void limit(long bytes) {
            if (readOnly()) {
                throw new IllegalStateException("the body has been read from, or the connection was upgraded: its "
                        + "limit can't be changed any more");
            }
            if (bytes < 0) {
                throw new IllegalArgumentException("a limit of " + bytes + " bytes");
            }
            if (bytes > ceiling) {
                throw new IllegalStateException(
                        "the limit of " + bytes + " bytes is above max-request-body-size-ceiling"
                                + " = " + ceiling);
            }
            limit = bytes;
            if (here) {
                own.limit(bytes);
            }
            tellUnchecked(exchange, HopFields.LIMIT, Long.toString(bytes));
        }

        @Override
        public boolean readOnly() {
            return own.readOnly();
        }

        /// The front server has applied what it knows of the context. A process with a configuration of its own may have a
        /// lower limit: then that holds.
        @Override
        public void owner(long bytes, long most) {
            if (bytes >= 0 && bytes < limit) {
                limit = bytes;
                if (here) {
                    own.limit(bytes);
                }
                tellUnchecked(exchange, HopFields.LIMIT, Long.toString(bytes));
            }
            if (most >= 0) {
                ceiling = most;
            }
        }
    }

    private static final class Rates implements DataRateFeature {
        private final FeatureCollection exchange;
        private volatile DataRate request;
        private volatile DataRate response;

        Rates(FeatureCollection exchange, DataRate request, DataRate response) {
            this.exchange = exchange;
            this.request = request;
            this.response = response;
        }

        @Override
        public DataRate request() {
            return request;
        }

        @Override
        public void request(DataRate rate) {
            request = rate;
            tellUnchecked(exchange, HopFields.REQUEST_RATE, HopFacts.text(rate));
        }

        @Override
        public DataRate response() {
            return response;
        }

        @Override
        public void response(DataRate rate) {
            response = rate;
            tellUnchecked(exchange, HopFields.RESPONSE_RATE, HopFacts.text(rate));
        }
    }

    /// Once the response has begun the front server sees the end of the hop alone, and resets with its own code.
    private record Reset(FeatureCollection exchange) implements ResetFeature {
        private static final long MAX_CODE = 0xFFFF_FFFFL;

        @Override
        public void reset(long errorCode) {
            if (errorCode < 0 || errorCode > MAX_CODE) {
                throw new IllegalArgumentException("an error code is 0 to 2^32 - 1, not " + errorCode);
            }
            try {
                tell(exchange, HopFields.RESET, Long.toString(errorCode));
            } catch (IOException e) {
                // whoever would be told is gone
                return;
            }
            LifetimeFeature lifetime = exchange.get(Features.LIFETIME);
            if (lifetime != null) {
                lifetime.abort();
            }
        }
    }

    /// The hop's upgrade, shown as the extended CONNECT that the client made.
    private record Tunnel(UpgradeFeature upgradeOfHop) implements UpgradeFeature {
        @Override
        public boolean upgradable() {
            return upgradeOfHop.upgradable();
        }

        @Override
        public @Nullable String protocol() {
            return upgradeOfHop.protocol();
        }

        @Override
        public boolean extendedConnect() {
            return true;
        }

        @Override
        public DuplexStream upgrade() throws IOException {
            return upgradeOfHop.upgrade();
        }
    }
}
