package dev.lanner.worker.hop;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.ResetFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.worker.pairing.HopFacts;
import dev.lanner.worker.pairing.HopFields;

/// What a worker's application does to the client's connection. Stateless.
final class WorkersWord {
    private WorkersWord() {
    }

    /// Does what an interim response asks for.
    ///
    /// @return whether it was for this server, and not for the client
    /// @throws IllegalArgumentException when it is malformed
    static boolean heard(FeatureCollection exchange, Fields fields) {
        String limit = fields.first(HopFields.LIMIT);
        MaxRequestBodySizeFeature size = limit == null ? null : exchange.get(Features.MAX_REQUEST_BODY_SIZE);
        if (limit != null && size != null && !size.readOnly()) {
            size.limit(Long.parseLong(limit));
        }
        DataRate request = HopFacts.rate(fields.first(HopFields.REQUEST_RATE));
        DataRate response = HopFacts.rate(fields.first(HopFields.RESPONSE_RATE));
        DataRateFeature rates = exchange.get(Features.DATA_RATE);
        if (rates != null && request != null) {
            rates.request(request);
        }
        if (rates != null && response != null) {
            rates.response(response);
        }
        String code = fields.first(HopFields.RESET);
        ResetFeature reset = code == null ? null : exchange.get(Features.RESET);
        if (code != null && reset != null) {
            reset.reset(Long.parseLong(code));
        }
        return limit != null || request != null || response != null || code != null;
    }
}
