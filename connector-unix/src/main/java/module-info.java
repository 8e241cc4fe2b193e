/// HTTP over Unix sockets: the life of the socket's file, its mode and owner, and what the operating system says of the
/// peer.
module dev.lanner.connector.unix {
    requires dev.lanner.http;
    requires transitive dev.lanner.spi;
    requires jdk.net;
    requires static transitive org.jspecify;

    exports dev.lanner.connector.unix;

    provides dev.lanner.spi.ConnectorFactory with dev.lanner.connector.unix.UnixConnectorFactory;
}
