package dev.lanner.container.context;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ServerAddressesFeature;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The attributes of a context. Safe for use by any thread.
final class ContextAttributes {
    /// The URLs that the server listens on.
    private static final String ADDRESSES = "dev.lanner.server.addresses";

    private final WebContext context;
    private final Map<String, Object> values = new ConcurrentHashMap<>();

    ContextAttributes(WebContext context) {
        this.context = context;
        values.putAll(context.definition().attributes());
        Path temporary = context.definition().tempDirectory();
        if (temporary != null) {
            values.put(ServletContext.TEMPDIR, temporary.toFile());
        }
        List<String> libs = context.definition().orderedLibs();
        if (libs != null) {
            values.put(ServletContext.ORDERED_LIBS, libs);
        }
    }

    @Nullable
    Object get(String name) {
        return name.equals(ADDRESSES) ? addresses() : values.get(name);
    }

    private List<String> addresses() {
        ServerAddressesFeature feature = context.host().serverFeatures().get(Features.SERVER_ADDRESSES);
        return feature == null ? List.of() : feature.addresses().stream().map(BoundEndpoint::url).toList();
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(values.keySet());
        names.add(ADDRESSES);
        return names;
    }

    void set(String name, @Nullable Object value) {
        Object old = value == null ? values.remove(name) : values.put(name, value);
        if (old != null || value != null) {
            context.listeners().contextAttribute(name, old, value);
        }
    }
}
