package dev.lanner.http.edge;

import dev.lanner.spi.Application;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;

/// Tells browsers to use https only (RFC 6797). Not where the client asked for no name, as by an address, nor for
/// localhost, where it would reach every other program of the developer's machine.
///
/// @param value of the field Strict-Transport-Security
record StrictTransport(Application application, String value) implements Application {

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        TlsFeature tls = exchange.get(Features.TLS);
        String name = tls == null ? null : tls.handshake().serverName();
        if (name != null && !name.equals("localhost") && !name.endsWith(".localhost")) {
            exchange.require(Features.RESPONSE).headers().set("Strict-Transport-Security", value);
        }
        application.handle(exchange);
    }
}
