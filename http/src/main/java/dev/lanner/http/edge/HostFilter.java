package dev.lanner.http.edge;

import dev.lanner.spi.Application;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.HostPatterns;
import dev.lanner.spi.config.Settings.UnknownHost;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;

/// Refuses requests for hosts that the endpoint does not serve, and those that name none. What a trusted proxy says is
/// the host counts, where it is believed.
record HostFilter(Application application, HostPatterns hosts, UnknownHost answer) implements Application {

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        if (!hosts.match(exchange.require(Features.REQUEST).target().authority())) {
            int status = switch (answer) {
                case BAD_REQUEST -> 400;
                case MISDIRECTED_REQUEST -> 421;
                case NOT_FOUND -> 404;
            };
            throw new RequestRejectedException(status, "unknown-host", "This server does not serve the host.");
        }
        application.handle(exchange);
    }
}
