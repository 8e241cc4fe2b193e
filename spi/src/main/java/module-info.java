/// The contract of Lanner: what a connector gives and what an application takes.
///
/// A server of one's own needs this module alone. Nothing here knows sockets, HTTP framing or servlets.
module dev.lanner.spi {
    requires static transitive org.jspecify;

    exports dev.lanner.spi;
    exports dev.lanner.spi.config;
    exports dev.lanner.spi.features;
    exports dev.lanner.spi.log;
    exports dev.lanner.spi.message;
    exports dev.lanner.spi.metrics;
    exports dev.lanner.spi.security;
    exports dev.lanner.spi.tls;
    exports dev.lanner.spi.transport;
}
