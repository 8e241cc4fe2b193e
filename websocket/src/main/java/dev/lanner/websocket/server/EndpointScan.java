package dev.lanner.websocket.server;

import dev.lanner.container.ContextAccess;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Modifier;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/// Deploys what the scan of a web application has found: all annotated endpoints, or what its
/// `ServerApplicationConfig`s choose, each from its own archive (Jakarta WebSocket 2.2, 6.2).
public final class EndpointScan {
    private final Set<Class<?>> classes;
    private final ContextAccess context;

    private EndpointScan(Set<Class<?>> classes, ContextAccess context) {
        this.classes = classes;
        this.context = context;
    }

    /// Deploys.
    ///
    /// @param classes what the scan has found; what can't be an endpoint is left out
    /// @throws DeploymentException naming the endpoint that is refused
    public static void deploy(Set<Class<?>> classes, ContextAccess context, LannerServerContainer container)
            throws DeploymentException {
        EndpointScan scan = new EndpointScan(classes, context);
        Set<Class<?>> annotated = new LinkedHashSet<>();
        Set<ServerEndpointConfig> configured = new LinkedHashSet<>();
        boolean chosen = scan.choose(annotated, configured);
        if (!chosen) {
            annotated.addAll(scan.annotated(type -> true));
        }
        for (ServerEndpointConfig config : configured) {
            container.addEndpoint(config);
        }
        for (Class<?> type : annotated) {
            container.addEndpoint(type);
        }
    }

    /// Asks the application's configurations.
    ///
    /// @return whether there is any
    private boolean choose(Set<Class<?>> annotated, Set<ServerEndpointConfig> configured) throws DeploymentException {
        boolean any = false;
        for (Class<?> type : classes) {
            if (!ServerApplicationConfig.class.isAssignableFrom(type) || !usable(type)) {
                continue;
            }
            any = true;
            String archive = archive(type);
            ServerApplicationConfig config = make(type.asSubclass(ServerApplicationConfig.class));
            Set<ServerEndpointConfig> configs = config.getEndpointConfigs(
                    programmatic(each -> archive(each).equals(archive)));
            if (configs != null) {
                configured.addAll(configs);
            }
            Set<Class<?>> types = config.getAnnotatedEndpointClasses(annotated(each -> archive(each).equals(archive)));
            if (types != null) {
                annotated.addAll(types);
            }
        }
        return any;
    }

    private ServerApplicationConfig make(Class<? extends ServerApplicationConfig> type) throws DeploymentException {
        try {
            return context.create(type);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new DeploymentException("LNR-6151: " + type.getName() + " can't be made: " + e, e);
        }
    }

    private Set<Class<?>> annotated(Predicate<Class<?>> wanted) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Class<?> type : classes) {
            if (type.isAnnotationPresent(ServerEndpoint.class) && usable(type) && wanted.test(type)) {
                found.add(type);
            }
        }
        return found;
    }

    private Set<Class<? extends Endpoint>> programmatic(Predicate<Class<?>> wanted) {
        Set<Class<? extends Endpoint>> found = new LinkedHashSet<>();
        for (Class<?> type : classes) {
            if (Endpoint.class.isAssignableFrom(type) && usable(type) && wanted.test(type)) {
                found.add(type.asSubclass(Endpoint.class));
            }
        }
        return found;
    }

    private static boolean usable(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers())
                && !type.isInterface();
    }

    private static String archive(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? "" : source.getLocation().toString();
    }
}
