package dev.lanner.arquillian;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextName;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;

/// Lanner as an Arquillian container. An archive `a.war` is served at `/a`, `a#b.war` at `/a/b`, `ROOT.war` at `/`. Tests
/// run as clients (`@Deployment(testable = false)`).
public final class LannerContainer implements DeployableContainer<LannerConfiguration> {
    private static final System.Logger LOG = System.getLogger(LannerContainer.class.getName());

    private LannerConfiguration configuration = new LannerConfiguration();
    private @Nullable ServerDirectories directories;
    private @Nullable LannerServer server;

    @Override
    public Class<LannerConfiguration> getConfigurationClass() {
        return LannerConfiguration.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Local");
    }

    @Override
    public void setup(LannerConfiguration given) {
        configuration = given;
    }

    @Override
    public void start() throws LifecycleException {
        try {
            ServerDirectories made = ServerDirectories.make(configuration.base());
            directories = made;
            server = switch (configuration.mode()) {
                case IN_PROCESS -> InProcessServer.start(configuration, made.base());
                case PROCESS, WORKER -> ProcessServer.start(configuration, Distribution.home(Objects.requireNonNull(
                        configuration.distribution()), made.fresh("distribution")), made.base());
            };
        } catch (IOException e) {
            throw new LifecycleException("LNR-8005: the server does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() throws LifecycleException {
        LannerServer running = server;
        ServerDirectories made = directories;
        server = null;
        directories = null;
        try {
            if (running != null) {
                running.stop();
            }
        } finally {
            if (made != null) {
                made.close();
            }
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive)
            throws org.jboss.arquillian.container.spi.client.container.DeploymentException {
        ContextName context = contextOf(archive);
        try {
            Path war = running(directories).fresh("deployments").resolve(archive.getName());
            archive.as(ZipExporter.class).exportTo(war.toFile());
            deploy(war, context);
            return metaData(context);
        } catch (IOException | ControlException e) {
            throw new org.jboss.arquillian.container.spi.client.container.DeploymentException(
                    archive.getName() + ": " + e.getMessage(), e);
        }
    }

    private void deploy(Path war, ContextName context) throws ControlException {
        try {
            running(server).ask(new ControlRequest("deploy", Map.of("war", war.toString(), "context",
                    context.toString())));
        } catch (ControlException e) {
            if (configuration.failedDeploymentThrows()) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "LNR-8010: {0} is not deployed: {1}", war.getFileName(),
                    e.getMessage());
        }
    }

    private ProtocolMetaData metaData(ContextName context) throws ControlException {
        Address address = Address.among(running(server).ask(new ControlRequest("status", Map.of())),
                configuration.scheme());
        String host = configuration.host().isEmpty() ? address.host() : configuration.host();
        HTTPContext http = new HTTPContext(host, address.port(), address.secure());
        // the URL that tests get is made of this entry, whatever servlets there are
        http.add(new Servlet("default", context.path()));
        return new ProtocolMetaData().addContext(http);
    }

    @Override
    public void undeploy(Archive<?> archive)
            throws org.jboss.arquillian.container.spi.client.container.DeploymentException {
        ContextName context = contextOf(archive);
        try {
            running(server).ask(new ControlRequest("undeploy", Map.of("context", context.toString())));
        } catch (ControlException e) {
            throw new org.jboss.arquillian.container.spi.client.container.DeploymentException(
                    archive.getName() + ": " + e.getMessage(), e);
        }
    }

    private static <T> T running(@Nullable T part) throws ControlException {
        if (part == null) {
            throw new ControlException("LNR-8004: the server has not been started");
        }
        return part;
    }

    private static ContextName contextOf(Archive<?> archive)
            throws org.jboss.arquillian.container.spi.client.container.DeploymentException {
        String name = archive.getName();
        if (!name.endsWith(".war")) {
            throw new org.jboss.arquillian.container.spi.client.container.DeploymentException(
                    "LNR-8009: " + name + ": only web archives (.war) can be deployed");
        }
        try {
            return ContextName.ofFile(Path.of(name));
        } catch (DeploymentException e) {
            throw new org.jboss.arquillian.container.spi.client.container.DeploymentException(
                    String.valueOf(e.getMessage()), e);
        }
    }
}
