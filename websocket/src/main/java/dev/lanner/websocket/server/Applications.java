package dev.lanner.websocket.server;

import jakarta.websocket.WebSocketContainer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The containers of the running web applications by class loader. Safe for use by several threads.
public final class Applications {
    private static final Map<ClassLoader, LannerServerContainer> RUNNING = new ConcurrentHashMap<>();

    private Applications() {
    }

    /// An application starts.
    public static void add(ClassLoader loader, LannerServerContainer container) {
        RUNNING.put(loader, container);
    }

    /// An application has stopped.
    public static void remove(ClassLoader loader, LannerServerContainer container) {
        RUNNING.remove(loader, container);
        container.close();
    }

    /// That of the application whose code runs, or null.
    public static @Nullable WebSocketContainer current() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? null : RUNNING.get(loader);
    }
}
