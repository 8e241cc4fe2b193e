package dev.lanner.container.delivery;

import dev.lanner.container.cache.CacheUse;
import dev.lanner.container.cache.ResponseCache;
import dev.lanner.container.compression.CompressedBody;
import dev.lanner.container.compression.CompressionRules;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What stands between one response and its connector: next to the connector the cache, which sees what the client gets,
/// then compression.
public final class Delivery {
    private @Nullable CompressedBody compressed;
    private @Nullable CacheUse use;

    private Delivery() {
    }

    /// Puts it there, before anything of the application runs.
    ///
    /// @return null when the request was answered from the cache
    public static @Nullable Delivery begin(DeliveryPlan plan, FeatureCollection exchange) throws IOException {
        Delivery own = new Delivery();
        CompressionRules rules = plan.compression();
        ResponseCache cache = plan.cache();
        boolean gzip = rules != null && CompressedBody.accepted(exchange.require(Features.REQUEST).headers());
        if (cache != null) {
            CacheUse asked = cache.use(exchange, gzip ? "gzip" : "");
            if (asked.answer()) {
                return null;
            }
            asked.begin(own::varies);
            own.use = asked;
        }
        if (rules != null) {
            own.compressed = CompressedBody.install(rules, exchange, gzip);
        }
        return own;
    }

    private boolean varies() {
        CompressedBody body = compressed;
        return body != null && body.varied();
    }

    /// The body that comes is that of a file, as it is.
    public void sendsFile() {
        if (compressed != null) {
            compressed.sendsFile();
        }
    }

    /// The application has written everything: what is kept back goes out. The body's end is the connector's.
    public void finish() throws IOException {
        if (compressed != null) {
            compressed.finish();
        }
        if (use != null) {
            use.finish();
        }
    }

    /// The response has failed.
    public void abandon() {
        if (use != null) {
            use.abandon();
        }
    }

    /// The exchange is over, well or not. From any thread, idempotent.
    public void release() {
        if (compressed != null) {
            compressed.release();
        }
        if (use != null) {
            use.release();
        }
    }
}
