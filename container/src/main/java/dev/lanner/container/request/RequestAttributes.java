package dev.lanner.container.request;

import dev.lanner.container.context.Listeners;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ItemsFeature;
import dev.lanner.spi.features.TlsFeature;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attributes of a request, kept in its items feature; tells the listeners. Those of an encrypted connection are
/// made when they are asked for.
final class RequestAttributes implements ItemsFeature {
    /// Under this name applications find the request's features.
    static final String FEATURES = "dev.lanner.features";

    private final LannerRequest request;
    private final FeatureCollection features;
    private final Map<String, Object> own = new HashMap<>();
    /// Attributes of the connection that the application has removed.
    private Set<String> hidden = Set.of();

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
        Map<String, Object> map = map();
        Object value = map.get(name);
        return value == null && name.startsWith(TlsAttributes.PREFIX) ? offered(name) : value;
    }

    /// What the connection gives, unless the application has removed it.
    private @Nullable Object offered(String name) {
        TlsFeature tls = hidden.contains(name) ? null : features.get(Features.TLS);
        return tls == null ? null : TlsAttributes.value(tls, name);
    }

    Enumeration<String> names() {
        Set<String> names = new LinkedHashSet<>(map().keySet());
        for (String name : TlsAttributes.NAMES) {
            if (offered(name) != null) {
                names.add(name);
            }
        }
        return Collections.enumeration(names);
    }

    void set(String name, Object value) {
        Object old = get(name);
        map().put(name, value);
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
        Object old = get(name);
        map().remove(name);
        if (name.startsWith(TlsAttributes.PREFIX)) {
            hidden = new HashSet<>(hidden);
            hidden.add(name);
        }
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
