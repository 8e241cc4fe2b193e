/// Pools of database connections for web applications: HikariCP as a library.
///
/// Sees deployment; nothing sees it.
module dev.lanner.datasource {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.deploy;
    requires com.zaxxer.hikari;
    requires transitive java.sql;
    requires transitive org.slf4j;

    exports dev.lanner.datasource;

    provides dev.lanner.deploy.resource.ConnectionPools with dev.lanner.datasource.HikariPools;
    provides org.slf4j.spi.SLF4JServiceProvider with dev.lanner.datasource.PlatformLogProvider;
}
