package dev.lanner.container;

import dev.lanner.container.error.ErrorBody;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import java.io.IOException;

/// What a context answers that its owner has taken offline: 503 with a page, for each request, whatever its method.
/// Immutable.
public final class OfflinePage {
    /// What `Retry-After` says, in seconds.
    private static final String RETRY_AFTER = "30";

    private final byte[] html;

    /// @param html in UTF-8; copied; when empty, the server's plain page is sent
    public OfflinePage(byte[] html) {
        this.html = html.clone();
    }

    /// Answers a request. Nothing between here and the client may keep the answer (RFC 9111, 5.2.2.5).
    ///
    /// @throws IOException when the client has gone
    public void send(FeatureCollection exchange) throws IOException {
        ResponseFeature response = exchange.require(Features.RESPONSE);
        response.headers().set("Retry-After", RETRY_AFTER);
        response.headers().set("Cache-Control", "no-store");
        if (html.length == 0) {
            ErrorBody.send(exchange, 503);
            return;
        }
        response.status(503);
        response.headers().set("Content-Type", "text/html;charset=utf-8");
        response.headers().set("Content-Length", Integer.toString(html.length));
        exchange.require(Features.RESPONSE_BODY).write(html, 0, html.length);
    }
}
