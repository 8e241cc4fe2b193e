/// Deployment: from a WAR to a context definition, and contexts that come and go at run time.
///
/// Sees the container, never a connector.
module dev.lanner.deploy {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.container;
    requires jakarta.annotation;
    requires static java.desktop;
    requires static java.logging;
    requires static java.management;
    requires transitive java.naming;
    requires transitive java.sql;
    requires java.xml;

    uses dev.lanner.deploy.DeploymentExtension;
    uses dev.lanner.deploy.resource.ConnectionPools;
    uses java.sql.Driver;

    exports dev.lanner.deploy;
    exports dev.lanner.deploy.archive;
    exports dev.lanner.deploy.loader;
    exports dev.lanner.deploy.naming;
    exports dev.lanner.deploy.naming.java;
    exports dev.lanner.deploy.resource;
    exports dev.lanner.deploy.section;
}
