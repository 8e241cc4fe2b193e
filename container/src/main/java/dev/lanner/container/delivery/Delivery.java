package dev.lanner.container.delivery;

import dev.lanner.container.compression.CompressedBody;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import java.io.IOException;

/// What stands between one response and its connector.
public final class Delivery {
    private final CompressedBody compressed;

    private Delivery(CompressedBody compressed) {
        this.compressed = compressed;
    }

    /// Puts it there, before anything of the application runs.
    public static Delivery begin(DeliveryPlan plan, FeatureCollection exchange) {
        boolean accepted = CompressedBody.accepted(exchange.require(Features.REQUEST).headers());
        return new Delivery(CompressedBody.install(plan.compression(), exchange, accepted));
    }

    /// The body that comes is that of a file, as it is.
    public void sendsFile() {
        compressed.sendsFile();
    }

    /// The application has written everything: what is kept back goes out. The body's end is the connector's.
    public void finish() throws IOException {
        compressed.finish();
    }

    /// The exchange is over, well or not. From any thread, idempotent.
    public void release() {
        compressed.release();
    }
}
