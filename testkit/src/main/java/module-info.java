/// For tests: a raw HTTP client, an in-memory connector, contract suites and leak checks. Sees the contract of a
/// connector, never a connector itself.
module dev.lanner.testkit {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.spi;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;

    uses dev.lanner.spi.ConnectorFactory;

    exports dev.lanner.testkit;
    exports dev.lanner.testkit.contract;
}
