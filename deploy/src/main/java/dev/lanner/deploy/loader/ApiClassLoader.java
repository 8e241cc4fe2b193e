package dev.lanner.deploy.loader;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parent of all web applications' loaders: the JDK, and of the server's classes only the APIs (Servlet 6.1,
/// 10.7.2).
public final class ApiClassLoader extends ClassLoader {
    /// What a web application sees of the server. A name with a dot at the end is a package with all below it, one with
    /// a slash a resource, else a class.
    private static final List<String> APIS = List.of("jakarta.servlet.", "jakarta.websocket.", "jakarta.annotation.",
            "jakarta.el.", "dev.lanner.spi.", "dev.lanner.container.RequestFeatures",
            // by these the WebSocket API finds its implementation
            "META-INF/services/jakarta.websocket.ContainerProvider",
            "META-INF/services/jakarta.websocket.server.ServerEndpointConfig$Configurator",
            "dev.lanner.websocket.LannerContainerProvider", "dev.lanner.websocket.server.DefaultConfigurator",
            // by these the JDK finds the names below java:
            "jndi.properties", "dev.lanner.deploy.naming.java.javaURLContextFactory");
    private static final Set<String> JDK_PACKAGES = jdkPackages();

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader server;
    private final List<String> apis;
    private final List<String> libraries;

    /// The APIs that are always seen.
    ///
    /// @param server the loader that has them
    public ApiClassLoader(ClassLoader server) {
        this(server, List.of(), List.of());
    }

    /// @param server the loader that has the APIs
    /// @param more what is seen besides, such as `org.apache.jasper.runtime.`
    /// @param libraries what is seen where an application does not bring its own
    public ApiClassLoader(ClassLoader server, List<String> more, List<String> libraries) {
        super("lanner-api", ClassLoader.getPlatformClassLoader());
        this.server = server;
        List<String> all = new ArrayList<>(APIS);
        all.addAll(more);
        this.apis = List.copyOf(all);
        this.libraries = List.copyOf(libraries);
    }

    private static Set<String> jdkPackages() {
        Set<String> packages = new HashSet<>();
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        for (Module module : ModuleLayer.boot().modules()) {
            ClassLoader loader = module.getClassLoader();
            if (loader == null || loader == platform) {
                packages.addAll(module.getPackages());
            }
        }
        return Set.copyOf(packages);
    }

    /// Whether the JDK has the class's package: then an application can't bring its own.
    static boolean ofJdk(String className) {
        int dot = className.lastIndexOf('.');
        return className.startsWith("java.") || dot > 0 && JDK_PACKAGES.contains(className.substring(0, dot));
    }

    /// Whether the server has that API class: then it wins over one in the application.
    boolean provides(String className) {
        return isApi(className) && server.getResource(className.replace('.', '/') + ".class") != null;
    }

    /// Whether the name is that of an API.
    boolean isApi(String className) {
        return isOf(apis, className);
    }

    private boolean isSeen(String name) {
        return isApi(name) || isOf(libraries, name);
    }

    private static boolean isOf(List<String> names, String name) {
        for (String each : names) {
            if (each.endsWith(".") ? name.startsWith(each) : name.equals(each)) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (isSeen(name)) {
            return server.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return isSeen(name) || isSeen(asClassName(name)) ? server.getResource(name) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return isSeen(name) || isSeen(asClassName(name)) ? server.getResources(name) : Collections.emptyEnumeration();
    }

    private static String asClassName(String resource) {
        String name = resource.endsWith(".class") ? resource.substring(0, resource.length() - 6) : resource;
        return name.replace('/', '.');
    }
}
