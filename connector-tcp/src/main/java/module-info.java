/// HTTP over TCP sockets: binds the addresses of an endpoint and sets the options of its connections.
module dev.lanner.connector.tcp {
    requires dev.lanner.http;
    requires transitive dev.lanner.spi;
    requires static transitive org.jspecify;

    exports dev.lanner.connector.tcp;

    provides dev.lanner.spi.ConnectorFactory with dev.lanner.connector.tcp.TcpConnectorFactory;
}
