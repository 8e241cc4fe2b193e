/// HTTP over byte streams: event loops, connections, execution of requests, and HTTP/1.1.
///
/// Sees the SPI alone, never the Servlet API. Connectors hand it listeners.
module dev.lanner.http {
    requires transitive dev.lanner.spi;
    requires java.management;
    requires static org.conscrypt;
    requires static transitive org.jspecify;

    exports dev.lanner.http;
    exports dev.lanner.http.client;
    exports dev.lanner.http.h1;

    uses dev.lanner.spi.tls.HandshakeCallbackFactory;
    uses dev.lanner.spi.transport.ConnectionFilterFactory;
}
