package dev.lanner.deploy.initializer;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.UnavailableComponent;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.scan.Hierarchy;
import dev.lanner.deploy.scan.ScannedClass;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.annotation.HandlesTypes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The initializers of a context, those of the server first.
public final class Initializers {
    private final List<Found> all = new ArrayList<>();
    private final List<UnavailableComponent> missing = new ArrayList<>();

    /// @param handles the names of the types it wants; null without `@HandlesTypes`
    private record Found(ComponentRef component, @Nullable Set<String> handles) {
    }

    /// Adds the server's own, named in service files that the loader sees.
    ///
    /// @throws IOException when a service file can't be read
    /// @throws ReflectiveOperationException when a class named there can't be made
    public void ofServer(ClassLoader server) throws IOException, ReflectiveOperationException {
        Set<String> names = new LinkedHashSet<>();
        for (URL url : Collections.list(server.getResources(ServiceFile.INITIALIZERS))) {
            try (InputStream in = url.openStream()) {
                names.addAll(ServiceFile.read(in));
            }
        }
        for (String name : names) {
            Class<? extends ServletContainerInitializer> type = Class.forName(name, true, server)
                    .asSubclass(ServletContainerInitializer.class);
            HandlesTypes handles = type.getAnnotation(HandlesTypes.class);
            Set<String> types = null;
            if (handles != null) {
                types = new LinkedHashSet<>();
                for (Class<?> wanted : handles.value()) {
                    types.add(wanted.getName());
                }
            }
            all.add(new Found(ComponentRef.given(type.getConstructor().newInstance()), types));
        }
    }

    /// Adds some of the application; a class that is not there is noted, the rest goes on.
    ///
    /// @param file the service file, for messages
    public void ofApplication(String file, List<String> classNames, Hierarchy hierarchy) {
        for (String name : classNames) {
            if (all.stream().anyMatch(found -> found.component().className().equals(name))) {
                continue;
            }
            String gap = hierarchy.missingFor(name);
            if (gap != null) {
                missing.add(new UnavailableComponent(UnavailableComponent.Kind.INITIALIZER, name,
                        "LNR-4031 " + file + ": " + gap));
                continue;
            }
            all.add(new Found(ComponentRef.named(name), handles(hierarchy.find(name))));
        }
    }

    private static @Nullable Set<String> handles(@Nullable ScannedClass scanned) {
        if (scanned != null) {
            for (Element element : scanned.elements()) {
                if (element.name().equals("handles-types")) {
                    return new LinkedHashSet<>(element.texts("type"));
                }
            }
        }
        return null;
    }

    /// Whether any wants classes, so that all must be scanned.
    public boolean wantClasses() {
        return all.stream().anyMatch(found -> found.handles() != null);
    }

    /// What can't be used.
    public List<UnavailableComponent> missing() {
        return Collections.unmodifiableList(missing);
    }

    /// The definitions, in the order of calling.
    ///
    /// @param candidates the scanned classes of the application
    public List<InitializerDefinition> definitions(Collection<String> candidates, Hierarchy hierarchy) {
        List<InitializerDefinition> definitions = new ArrayList<>();
        for (Found found : all) {
            Set<String> handles = found.handles();
            Set<String> matched = handles == null ? Set.of() : hierarchy.matching(candidates, handles);
            definitions.add(
                    new InitializerDefinition(found.component(), matched.isEmpty() ? null : new TreeSet<>(matched)));
        }
        return definitions;
    }
}
