/// Deployment: from a WAR to a context definition, and contexts that come and go at run time.
///
/// Sees the container, never a connector.
module dev.lanner.deploy {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.container;
    requires jakarta.annotation;
    requires static java.desktop;
    requires java.sql;
    requires java.xml;

    uses dev.lanner.deploy.DeploymentExtension;

    exports dev.lanner.deploy;
    exports dev.lanner.deploy.loader;
    exports dev.lanner.deploy.section;
}
