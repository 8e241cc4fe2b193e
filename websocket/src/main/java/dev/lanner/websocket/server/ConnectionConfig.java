package dev.lanner.websocket.server;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The configuration of an endpoint for one connection: its user properties are a copy of the endpoint's (Jakarta
/// WebSocket 2.2, 3.1.5).
final class ConnectionConfig implements ServerEndpointConfig {
    private final ServerEndpointConfig shared;
    private final Configurator configurator;
    private final Map<String, Object> properties = new ConcurrentHashMap<>();

    ConnectionConfig(ServerEndpointConfig shared, Configurator configurator) {
        this.shared = shared;
        this.configurator = configurator;
        shared.getUserProperties().forEach((name, value) -> {
            if (name != null && value != null) {
                properties.put(name, value);
            }
        });
    }

    @Override
    public Class<?> getEndpointClass() {
        return shared.getEndpointClass();
    }

    @Override
    public String getPath() {
        return shared.getPath();
    }

    @Override
    public List<String> getSubprotocols() {
        return shared.getSubprotocols();
    }

    @Override
    public List<Extension> getExtensions() {
        return shared.getExtensions();
    }

    @Override
    public Configurator getConfigurator() {
        return configurator;
    }

    @Override
    public List<Class<? extends Encoder>> getEncoders() {
        return shared.getEncoders();
    }

    @Override
    public List<Class<? extends Decoder>> getDecoders() {
        return shared.getDecoders();
    }

    @Override
    public Map<String, Object> getUserProperties() {
        return properties;
    }
}
