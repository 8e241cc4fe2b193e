package dev.lanner.http.connection;

import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.ResponseHead;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.UpgradeFeature;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The opaque upgrade of an HTTP/1.1 connection.
final class Upgrade implements UpgradeFeature {
    private final Http1Exchange exchange;
    private final Http1Connection connection;

    Upgrade(Http1Exchange exchange) {
        this.exchange = exchange;
        this.connection = exchange.connection();
    }

    @Override
    public boolean upgradable() {
        return !exchange.upgraded() && !exchange.ended() && !exchange.response().started()
                && exchange.body().consumed();
    }

    @Override
    public @Nullable String protocol() {
        return exchange.head().headers().first("Upgrade");
    }

    @Override
    public DuplexStream upgrade() throws IOException {
        if (!upgradable()) {
            throw new IllegalStateException("the connection can't be upgraded: "
                    + (exchange.upgraded()
                            ? "it was upgraded before"
                            : "the response has started, or there is a body"));
        }
        if (!connection.link.upgrade()) {
            exchange.rejected(Rejection.UPGRADE_LIMIT);
            throw new RequestRejectedException(Rejection.UPGRADE_LIMIT.status(), Rejection.UPGRADE_LIMIT.code(),
                    Rejection.UPGRADE_LIMIT.message());
        }
        exchange.response().starting();
        exchange.markUpgraded();
        connection.claimInput();
        boolean sent = false;
        try {
            exchange.responseBody().sendUpgrade(new ResponseHead(101, exchange.response().list(), -1,
                    ResponseHead.UPGRADE));
            sent = true;
        } finally {
            if (!sent) {
                // there is no way back
                connection.closeNow();
            }
        }
        return handOver();
    }

    /// The loop gives the connection to the stream in one of its next steps; what comes until then stays in the channel.
    private UpgradedStream handOver() {
        Input input = connection.input;
        byte[] first = Arrays.copyOfRange(input.data(), input.position(), input.end());
        input.consume(input.end());
        UpgradedStream stream = new UpgradedStream(connection.link, connection.wire, first, exchange.route());
        exchange.upgraded(stream);
        connection.loop.submit(() -> connection.switchTo(stream));
        return stream;
    }
}
