/// Launcher, command line and configuration of the Lanner distribution.
///
/// The distribution runs on the class path; this descriptor keeps the layers honest.
module dev.lanner.launcher {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.spi;
    requires transitive dev.lanner.container;
    requires transitive dev.lanner.deploy;
    requires dev.lanner.http;
    requires transitive dev.lanner.websocket;
    requires transitive dev.lanner.worker;
    requires info.picocli;
    requires jdk.net;
    requires java.sql;
    requires jdk.unsupported;
    requires transitive java.logging;
    requires java.management;
    requires org.snakeyaml.engine;
    requires io.prometheus.metrics.config;
    requires io.prometheus.writer.text;
    requires io.prometheus.metrics.instrumentation.jvm;
    requires io.prometheus.metrics.model;

    exports dev.lanner.launcher;
    exports dev.lanner.launcher.admin;
    exports dev.lanner.launcher.config;
    exports dev.lanner.launcher.control;
    exports dev.lanner.launcher.jmx;
    exports dev.lanner.launcher.logging;
    exports dev.lanner.launcher.metrics;
    exports dev.lanner.launcher.realm;
    exports dev.lanner.launcher.resource;
    exports dev.lanner.launcher.server;

    opens dev.lanner.launcher.cli to info.picocli;

    uses dev.lanner.spi.ConnectorFactory;
    uses dev.lanner.spi.security.RealmFactory;
    uses java.sql.Driver;

    provides System.LoggerFinder with dev.lanner.launcher.logging.LineLoggerFinder;
}
