package dev.lanner.container.cache;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MetricsTagsFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ResponseCacheFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request at the cache of its context: it is answered, or its response is collected, or it makes responses invalid,
/// or nothing of that.
public final class CacheUse implements ResponseCacheFeature {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final ResponseCache cache;
    private final FeatureCollection exchange;
    private final @Nullable CacheQuestion question;
    private @Nullable Fill fill;
    private boolean allowed = true;
    private volatile boolean refused;

    CacheUse(ResponseCache cache, FeatureCollection exchange, @Nullable CacheQuestion question) {
        this.cache = cache;
        this.exchange = exchange;
        this.question = question;
    }

    /// Answers, if there is something to answer with.
    public boolean answer() throws IOException {
        CacheQuestion asked = question;
        StoredResponse found = asked == null ? null : cache.find(asked);
        if (asked == null || found == null) {
            return false;
        }
        MetricsTagsFeature tags = exchange.get(Features.METRICS_TAGS);
        if (tags != null) {
            tags.tag("cache", "hit");
        }
        found.send(exchange, asked, cache.nanoTime());
        return true;
    }

    /// Prepares for the application's response, before anything else stands in front of the connector.
    ///
    /// @param ownVary whether the container itself has made the response vary by Accept-Encoding; asked when it starts
    public void begin(OwnVary ownVary) {
        exchange.set(Features.RESPONSE_CACHE, this);
        CacheQuestion asked = question;
        if (asked != null && asked.fills() && cache.beginFill(asked)) {
            fill = new Fill(cache, exchange, asked, this, ownVary);
        } else if (asked == null) {
            invalidateLater();
        }
    }

    /// Asked when a response starts.
    @FunctionalInterface
    public interface OwnVary {

        /// Whether the response varies by Accept-Encoding because the container compresses, and by nothing else.
        boolean said();
    }

    private void invalidateLater() {
        RequestFeature request = exchange.require(Features.REQUEST);
        if (SAFE.contains(request.method())) {
            return;
        }
        String target = CacheQuestion.target(request.target());
        ResponseFeature response = exchange.require(Features.RESPONSE);
        // before the client can know, and again after what the application does behind its answer
        response.on(ResponseEvent.STARTING, () -> {
            refused = response.status() >= 400;
            if (!refused) {
                cache.invalidate(target);
            }
        });
        // also where no answer went out: the change may have been made
        response.on(ResponseEvent.COMPLETED, () -> {
            if (!refused) {
                cache.invalidate(target);
            }
        });
    }

    /// The application has written everything.
    public void finish() {
        Fill own = fill;
        if (own != null) {
            own.finish();
        }
    }

    /// The response must not be kept: it has failed.
    public void abandon() {
        Fill own = fill;
        if (own != null) {
            own.abandon();
        }
    }

    /// The exchange is over.
    public void release() {
        Fill own = fill;
        if (own != null) {
            own.release();
        }
    }

    @Override
    public boolean allowed() {
        return allowed;
    }

    @Override
    public void allowed(boolean keep) {
        allowed = keep;
    }
}
