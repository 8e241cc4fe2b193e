package dev.lanner.container.context;

import dev.lanner.container.error.ErrorBody;
import dev.lanner.spi.config.Settings.Overload;
import dev.lanner.spi.features.BadRequestFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import java.io.IOException;

/// Why a request was refused for which there is no room, for the log.
///
/// @param reason the reason code
record Refusal(String reason) implements BadRequestFeature {

    /// Answers: 503 with Retry-After, or a reset.
    static void answer(FeatureCollection exchange, Overload answer, String reason) throws IOException {
        exchange.set(Features.BAD_REQUEST, new Refusal(reason));
        LifetimeFeature lifetime = exchange.get(Features.LIFETIME);
        if (answer == Overload.RESET && lifetime != null) {
            lifetime.abort();
            return;
        }
        exchange.require(Features.RESPONSE).headers().set("Retry-After", "1");
        if (answer == Overload.FULL) {
            ErrorBody.send(exchange, 503);
        } else {
            exchange.require(Features.RESPONSE).status(503);
            exchange.require(Features.RESPONSE).headers().set("Content-Length", "0");
        }
    }
}
