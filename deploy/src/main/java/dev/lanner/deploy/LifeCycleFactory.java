package dev.lanner.deploy;

import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.environment.CdiInjector;
import dev.lanner.deploy.environment.Injector;
import dev.lanner.deploy.scan.ClassFileReader;
import dev.lanner.deploy.scan.ScannedClass;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Makes the components of one application, injects what they ask for and calls their life cycle methods (Servlet 6.1,
/// 15.5).
///
/// Annotations are found in the class files, once for each class: asking the class for its members fails when any of
/// them names a type that is not there. Safe for use by several threads.
final class LifeCycleFactory implements ComponentFactory {
    private static final Logger LOG = System.getLogger(LifeCycleFactory.class.getName());

    private final ClassLoader application;
    private final Annotations annotations;
    private final Callbacks callbacks;
    private final Injector injector;
    private final CdiInjector cdi;
    private final ConcurrentMap<Class<?>, Wishes> known = new ConcurrentHashMap<>();

    /// Which annotations count.
    ///
    /// @param read whether any do
    /// @param silent the jars whose annotations don't, as their fragment says so or they are left out
    record Annotations(boolean read, Set<String> silent) {
        boolean of(Class<?> owner) {
            if (!read || silent.isEmpty()) {
                return read;
            }
            CodeSource source = owner.getProtectionDomain().getCodeSource();
            URL jar = source == null ? null : source.getLocation();
            return jar == null || !silent.contains(jar.toString());
        }
    }

    /// What descriptors name.
    ///
    /// @param constructed class name to method, from `post-construct`
    /// @param destroyed class name to method, from `pre-destroy`
    record Callbacks(Map<String, String> constructed, Map<String, String> destroyed) {
        Callbacks {
            constructed = Map.copyOf(constructed);
            destroyed = Map.copyOf(destroyed);
        }
    }

    /// What a class asks for by itself.
    ///
    /// @param construct the method to call at the beginning; empty for none
    /// @param destroy the method to call at the end; empty for none
    /// @param resources its elements `resource`
    /// @param inject whether it has `@Inject`, which is another specification's: it counts whatever descriptors say
    private record Wishes(String construct, String destroy, List<Element> resources, boolean inject) {
        static final Wishes NONE = new Wishes("", "", List.of(), false);
    }

    /// @param application the application's loader; classes of others have no life cycle
    LifeCycleFactory(ClassLoader application, Annotations annotations, Callbacks callbacks, Injector injector) {
        this.application = application;
        this.annotations = annotations;
        this.callbacks = callbacks;
        this.injector = injector;
        cdi = new CdiInjector(application);
    }

    @Override
    public <T> T create(Class<T> type) throws ReflectiveOperationException {
        Constructor<T> constructor = type.getDeclaredConstructor();
        T component;
        constructor.trySetAccessible();
        try {
            component = constructor.newInstance();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
        List<Class<?>> line = line(type).reversed();
        for (Class<?> owner : line) {
            injector.inject(component, owner, wishes(owner).resources);
        }
        if (line.stream().anyMatch(owner -> wishes(owner).inject)) {
            cdi.inject(component);
        }
        for (Class<?> owner : line) {
            String method = callbacks.constructed.getOrDefault(owner.getName(), wishes(owner).construct);
            if (!method.isEmpty()) {
                call(owner, method, component);
            }
        }
        return component;
    }

    @Override
    public void destroy(Object component) {
        for (Class<?> owner : line(component.getClass())) {
            String method = callbacks.destroyed.getOrDefault(owner.getName(), wishes(owner).destroy);
            if (!method.isEmpty()) {
                try {
                    call(owner, method, component);
                } catch (ReflectiveOperationException | LinkageError e) {
                    LOG.log(Level.WARNING, "LNR-4051 " + owner.getName() + "." + method + " failed at the end of its"
                            + " life", e);
                }
            }
        }
        try {
            cdi.release(component);
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-4177 CDI failed to release what was injected into "
                    + component.getClass().getName(), e);
        }
    }

    /// The class and its superclasses in the application.
    private List<Class<?>> line(Class<?> type) {
        List<Class<?>> line = new ArrayList<>();
        for (Class<?> at = type; at != null && at.getClassLoader() == application; at = at.getSuperclass()) {
            line.add(at);
        }
        return line;
    }

    private Wishes wishes(Class<?> owner) {
        return known.computeIfAbsent(owner, this::read);
    }

    private Wishes read(Class<?> owner) {
        String file = owner.getName().replace('.', '/') + ".class";
        try (InputStream in = application.getResourceAsStream(file)) {
            if (in != null) {
                ScannedClass scanned = ClassFileReader.read("", in.readAllBytes());
                boolean inject = scanned.annotations().contains("jakarta.inject.Inject");
                if (!annotations.of(owner)) {
                    return new Wishes("", "", List.of(), inject);
                }
                List<Element> resources = scanned.elements().stream()
                        .filter(element -> element.name().equals("resource")).toList();
                return new Wishes(method(scanned, "post-construct"), method(scanned, "pre-destroy"), resources,
                        inject);
            }
        } catch (IOException | IllegalArgumentException | InvalidDescriptorException e) {
            LOG.log(Level.DEBUG, "No life cycle of {0}: {1}", owner.getName(), e.getMessage());
        }
        return Wishes.NONE;
    }

    private static String method(ScannedClass scanned, String element) {
        for (Element candidate : scanned.elements()) {
            if (candidate.name().equals(element)) {
                return candidate.text("lifecycle-callback-method", "");
            }
        }
        return "";
    }

    private static void call(Class<?> owner, String method, Object component) throws ReflectiveOperationException {
        LifeCycleFactory.class.getModule().addReads(owner.getModule());
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
        MethodHandle handle = lookup.findSpecial(owner, method, MethodType.methodType(void.class), owner);
        try {
            handle.invoke(component);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InvocationTargetException(e, owner.getName() + "." + method + " failed: " + e);
        }
    }
}
