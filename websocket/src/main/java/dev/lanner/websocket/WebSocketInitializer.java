package dev.lanner.websocket;

import dev.lanner.container.ContextAccess;
import dev.lanner.websocket.server.Applications;
import dev.lanner.websocket.server.EndpointScan;
import dev.lanner.websocket.server.LannerServerContainer;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives each web application its WebSocket container and deploys the endpoints among its classes (Jakarta WebSocket 2.2,
/// 6.2).
@HandlesTypes({ServerEndpoint.class, ServerApplicationConfig.class, Endpoint.class})
public final class WebSocketInitializer implements ServletContainerInitializer {

    /// For service loading.
    public WebSocketInitializer() {
        // nothing
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        ContextAccess access = ContextAccess.of(context);
        LannerServerContainer container = new LannerServerContainer(access);
        access.upgrades(container);
        context.setAttribute(LannerServerContainer.ATTRIBUTE, container);
        context.addListener(container.sessionListener());
        ClassLoader loader = access.classLoader();
        context.addListener(new ServletContextListener() {
            @Override
            public void contextDestroyed(ServletContextEvent event) {
                Applications.remove(loader, container);
            }
        });
        Applications.add(loader, container);
        if (classes != null) {
            try {
                EndpointScan.deploy(classes, access, container);
            } catch (DeploymentException e) {
                Applications.remove(loader, container);
                throw new ServletException(e.getMessage(), e);
            }
        }
    }
}
