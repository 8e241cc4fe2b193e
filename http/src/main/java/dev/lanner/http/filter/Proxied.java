package dev.lanner.http.filter;

import dev.lanner.spi.features.ProxyProtocolFeature;
import java.net.SocketAddress;
import java.util.List;

/// What a PROXY header has said.
record Proxied(ProxyHeader header, SocketAddress proxy) implements ProxyProtocolFeature {
    @Override
    public int version() {
        return header.version();
    }

    @Override
    public boolean tls() {
        return header.tls();
    }

    @Override
    public List<Field> fields() {
        return header.fields();
    }
}
