package dev.lanner.websocket.server;

import dev.lanner.container.ServletContainer;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.TestConnectors;
import dev.lanner.websocket.WebSocketInitializer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A web application with endpoints, over TCP.
final class WebApplication implements AutoCloseable {
    final ContextDefinitionBuilder definition = ContextDefinition.builder("/app");
    private final Map<Setting<?>, SettingValues.Value> settings = new HashMap<>();
    private final ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofSeconds(5)).build();
    private Connector connector;
    private InetSocketAddress address;

    <T> WebApplication set(Setting<T> setting, T value) {
        settings.put(setting, new SettingValues.Value(value, "test"));
        return this;
    }

    /// Starts it.
    ///
    /// @param classes what a scan would find
    WebApplication start(Class<?>... classes) throws Exception {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : classes) {
            names.add(type.getName());
        }
        definition.settings(new SettingValues(null, settings));
        definition.initializer(new InitializerDefinition(ComponentRef.given(new WebSocketInitializer()), names));
        container.deploy(definition.build());
        SettingValues values = new SettingValues(null, Map.of());
        connector = TestConnectors.create(
                new EndpointConfig("test", EndpointUrl.parse("http://127.0.0.1:0"), values, "test"),
                new ConnectorContext(container, values, new FeatureCollection(), RequestLog.NONE));
        address = (InetSocketAddress) connector.start().getFirst().address();
        return this;
    }

    ServletContainer container() {
        return container;
    }

    InetSocketAddress address() {
        return address;
    }

    URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + address.getPort() + "/app" + path);
    }

    @Override
    public void close() {
        if (connector != null) {
            connector.stop(Duration.ZERO);
        }
        container.close();
    }
}
