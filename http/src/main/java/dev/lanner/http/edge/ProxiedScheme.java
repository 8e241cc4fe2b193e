package dev.lanner.http.edge;

import dev.lanner.spi.Application;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ProxyProtocolFeature;
import dev.lanner.spi.features.RequestFeature;

/// Requests are `https` where the PROXY header says that the client used TLS.
record ProxiedScheme(Application application) implements Application {

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        ProxyProtocolFeature proxied = exchange.get(Features.PROXY_PROTOCOL);
        if (proxied != null && proxied.tls()) {
            RequestFeature request = exchange.require(Features.REQUEST);
            exchange.set(Features.REQUEST, new ForwardedRequest(request,
                    request.target().withOrigin("https", request.target().authority()), request.headers()));
        }
        application.handle(exchange);
    }
}
