package dev.lanner.container.context;

import dev.lanner.container.session.SessionEvents;
import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The listeners of a context by what they listen to, in their order (Servlet 6.1, 11.3). Filled while the context
/// starts, then only read.
public final class Listeners {
    private static final Logger LOG = LazyLogger.of(Listeners.class);

    private final ServletContext context;
    private final List<EventListener> all = new ArrayList<>();
    private List<ServletContextAttributeListener> contextAttributes = List.of();
    private ServletRequestListener[] requests = new ServletRequestListener[0];
    private List<ServletRequestAttributeListener> requestAttributes = List.of();

    Listeners(ServletContext context) {
        this.context = context;
    }

    static boolean isListener(Class<?> type) {
        return ServletContextListener.class.isAssignableFrom(type)
                || ServletContextAttributeListener.class.isAssignableFrom(type)
                || ServletRequestListener.class.isAssignableFrom(type)
                || ServletRequestAttributeListener.class.isAssignableFrom(type)
                || HttpSessionListener.class.isAssignableFrom(type)
                || HttpSessionAttributeListener.class.isAssignableFrom(type)
                || HttpSessionIdListener.class.isAssignableFrom(type);
    }

    void add(EventListener listener) {
        all.add(listener);
        contextAttributes = of(ServletContextAttributeListener.class);
        requests = of(ServletRequestListener.class).toArray(ServletRequestListener[]::new);
        requestAttributes = of(ServletRequestAttributeListener.class);
    }

    <L> List<L> of(Class<L> type) {
        List<L> found = new ArrayList<>();
        for (EventListener listener : all) {
            if (type.isInstance(listener)) {
                found.add(type.cast(listener));
            }
        }
        return List.copyOf(found);
    }

    /// Removes all.
    List<EventListener> takeAll() {
        List<EventListener> taken = List.copyOf(all);
        all.clear();
        return taken;
    }

    SessionEvents sessionEvents() {
        return new SessionEvents(of(HttpSessionListener.class), of(HttpSessionAttributeListener.class),
                of(HttpSessionIdListener.class));
    }

    /// Those told of request attributes.
    public List<ServletRequestAttributeListener> requestAttributes() {
        return requestAttributes;
    }

    /// A request came into the context.
    public void requestInitialized(ServletRequest request) {
        ServletRequestListener[] told = requests;
        if (told.length > 0) {
            ServletRequestEvent event = new ServletRequestEvent(context, request);
            for (ServletRequestListener listener : told) {
                listener.requestInitialized(event);
            }
        }
    }

    /// A request leaves the context; in reverse order. What a listener throws is logged.
    public void requestDestroyed(ServletRequest request) {
        ServletRequestListener[] told = requests;
        for (int i = told.length - 1; i >= 0; i--) {
            try {
                told[i].requestDestroyed(new ServletRequestEvent(context, request));
            } catch (Exception | LinkageError | AssertionError e) {
                LOG.log(Level.WARNING, "LNR-3026: " + told[i].getClass().getName() + " failed in requestDestroyed", e);
            }
        }
    }

    /// An attribute of the context was set or removed.
    ///
    /// @param old the value before, or null
    /// @param value the value now, or null
    void contextAttribute(String name, @Nullable Object old, @Nullable Object value) {
        for (ServletContextAttributeListener listener : contextAttributes) {
            if (value == null) {
                listener.attributeRemoved(new ServletContextAttributeEvent(context, name, old));
            } else if (old == null) {
                listener.attributeAdded(new ServletContextAttributeEvent(context, name, value));
            } else {
                listener.attributeReplaced(new ServletContextAttributeEvent(context, name, old));
            }
        }
    }
}
