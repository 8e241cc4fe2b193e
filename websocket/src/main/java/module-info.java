/// The WebSocket protocol (RFC 6455, RFC 7692, RFC 8441), and Jakarta WebSocket 2.2 on top of it.
///
/// Sees the contract and the container, never a connector.
module dev.lanner.websocket {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.container;
    requires transitive dev.lanner.spi;
    requires transitive jakarta.servlet;
    requires transitive jakarta.websocket;
    requires transitive jakarta.websocket.client;

    exports dev.lanner.websocket;
    exports dev.lanner.websocket.protocol;

    provides jakarta.servlet.ServletContainerInitializer with
            dev.lanner.websocket.WebSocketInitializer;
    provides jakarta.websocket.ContainerProvider with
            dev.lanner.websocket.LannerContainerProvider;
    provides jakarta.websocket.server.ServerEndpointConfig.Configurator with
            dev.lanner.websocket.server.DefaultConfigurator;
}
