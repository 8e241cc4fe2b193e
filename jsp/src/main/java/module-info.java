/// JSP for web applications: Apache Jasper as a library.
///
/// Sees deployment and the container; nothing sees it.
module dev.lanner.jsp {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.deploy;
    requires dev.lanner.container;
    requires dev.lanner.spi;
    requires jakarta.servlet;
    requires jakarta.servlet.jsp;
    requires java.naming;
    requires java.xml;
    requires transitive org.mortbay.apache.jasper;

    exports dev.lanner.jsp;

    provides dev.lanner.deploy.DeploymentExtension with dev.lanner.jsp.JspExtension;
    provides org.apache.juli.logging.Log with dev.lanner.jsp.JasperLog;
}
