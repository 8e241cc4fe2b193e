package dev.lanner.websocket.server;

import dev.lanner.websocket.codec.CoderFactory;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The platform's default configurator (Jakarta WebSocket 2.2, 3.1). Without state: the handshake that the thread is in
/// tells what it needs to know.
public final class DefaultConfigurator extends ServerEndpointConfig.Configurator {
    /// The one that endpoints without a configurator share.
    static final DefaultConfigurator INSTANCE = new DefaultConfigurator();

    /// For service loading.
    public DefaultConfigurator() {
        // nothing
    }

    @Override
    public ServerEndpointConfig.Configurator getContainerDefaultConfigurator() {
        return this;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.stream().filter(supported::contains).findFirst().orElse("");
    }

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return requested.stream()
                .filter(asked -> installed.stream().anyMatch(own -> own.getName().equals(asked.getName()))).toList();
    }

    /// Outside a handshake there is nothing to compare with: then no.
    @Override
    public boolean checkOrigin(@Nullable String origin) {
        HandshakeScope scope = HandshakeScope.current();
        return origin == null || scope != null && scope.rule().allows(origin, scope.authority());
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        // no changes
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) throws InstantiationException {
        HandshakeScope scope = HandshakeScope.current();
        EndpointMaker maker = scope == null
                ? new EndpointMaker(CoderFactory.PLAIN)
                : scope.maker();
        return maker.make(type);
    }
}
