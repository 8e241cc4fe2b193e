package dev.lanner.container.context;

import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.log.RequestLog;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the owner wants for each exchange of a context, whatever answers it: response fields, and where it is logged.
///
/// @param fields of each response, unless the application sets them
/// @param log in place of the server's; null for the server's
record ExchangeMarks(Map<String, String> fields, @Nullable RequestLog log) {

    /// What a definition asks for; null where it asks for nothing.
    static @Nullable ExchangeMarks of(ContextDefinition definition) {
        RequestLog log = definition.requestLog();
        Map<String, String> fields = definition.responseHeaders();
        return log == null && fields.isEmpty() ? null : new ExchangeMarks(fields, log);
    }

    /// Once it is sure that the context answers, and before it does.
    ///
    /// @param marks null where it asks for nothing
    static void put(@Nullable ExchangeMarks marks, FeatureCollection exchange) {
        if (marks != null) {
            marks.put(exchange);
        }
    }

    /// What is asked for first runs last, so that the application's fields are there.
    private void put(FeatureCollection exchange) {
        if (log != null) {
            exchange.set(Features.REQUEST_LOG, log);
        }
        if (!fields.isEmpty()) {
            ResponseFeature response = exchange.require(Features.RESPONSE);
            response.on(ResponseEvent.STARTING, () -> addTo(response));
        }
    }

    private void addTo(ResponseFeature response) {
        fields.forEach((name, value) -> {
            if (response.headers().first(name) == null) {
                response.headers().set(name, value);
            }
        });
    }
}
