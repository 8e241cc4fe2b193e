package dev.lanner.container.request;

import dev.lanner.container.context.Listeners;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ItemsFeature;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attributes of a request, kept in its items feature; tells the listeners.
final class RequestAttributes implements ItemsFeature {
    /// Under this name applications find the request's features.
    static final String FEATURES = "dev.lanner.features";

    private final LannerRequest request;
    private final FeatureCollection features;
    private final Map<String, Object> own = new HashMap<>();

    RequestAttributes(LannerRequest request, FeatureCollection features) {
        this.request = request;
        this.features = features;
    }

    @Override
    public Map<String, Object> items() {
        return own;
    }

    private Map<String, Object> map() {
        ItemsFeature feature = features.get(Features.ITEMS);
        return feature == null || feature == this ? own : feature.items();
    }

    @Nullable
    Object get(String name) {
        if (name.equals(FEATURES)) {
            return request.exposedFeatures();
        }
        return map().get(name);
    }

    Enumeration<String> names() {
        Set<String> names = new LinkedHashSet<>(map().keySet());
        return Collections.enumeration(names);
    }

    void set(String name, Object value) {
        Object old = map().put(name, value);
        Listeners listeners = request.webContext().listeners();
        for (ServletRequestAttributeListener listener : listeners.requestAttributes()) {
            if (old == null) {
                listener.attributeAdded(event(name, value));
            } else {
                listener.attributeReplaced(event(name, old));
            }
        }
    }

    @Nullable
    Object put(String name, @Nullable Object value) {
        return value == null ? map().remove(name) : map().put(name, value);
    }

    void remove(String name) {
        Object old = map().remove(name);
        if (old != null) {
            for (ServletRequestAttributeListener listener : request.webContext().listeners().requestAttributes()) {
                listener.attributeRemoved(event(name, old));
            }
        }
    }

    private ServletRequestAttributeEvent event(String name, Object value) {
        ServletContext context = request.getServletContext();
        ServletRequest source = request;
        return new ServletRequestAttributeEvent(context, source, name, value);
    }
}
