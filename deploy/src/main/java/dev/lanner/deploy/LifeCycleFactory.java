package dev.lanner.deploy;

import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes the components of one application and calls their life cycle methods (Servlet 6.1, 15.5.4).
///
/// The methods are found in the class files: asking the class for its methods fails when any of them names a type that
/// is not there. Safe for use by several threads.
final class LifeCycleFactory implements ComponentFactory {
    private static final Logger LOG = System.getLogger(LifeCycleFactory.class.getName());

    private final ClassLoader application;
    private final boolean annotations;
    private final Map<String, String> constructed;
    private final Map<String, String> destroyed;

    /// @param application the application's loader; classes of others have no life cycle
    /// @param annotations whether annotations count
    /// @param constructed class name to method, from `post-construct`
    /// @param destroyed class name to method, from `pre-destroy`
    LifeCycleFactory(ClassLoader application, boolean annotations, Map<String, String> constructed,
            Map<String, String> destroyed) {
        this.application = application;
        this.annotations = annotations;
        this.constructed = Map.copyOf(constructed);
        this.destroyed = Map.copyOf(destroyed);
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
        List<Class<?>> line = line(type);
        for (Class<?> owner : line.reversed()) {
            String method = method(owner, "post-construct", constructed);
            if (!method.isEmpty()) {
                call(owner, method, component);
            }
        }
        return component;
    }

    @Override
    public void destroy(Object component) {
        for (Class<?> owner : line(component.getClass())) {
            String method = method(owner, "pre-destroy", destroyed);
            if (!method.isEmpty()) {
                try {
                    call(owner, method, component);
                } catch (ReflectiveOperationException | LinkageError e) {
                    LOG.log(Level.WARNING, "LNR-4051 " + owner.getName() + "." + method + " failed at the end of its"
                            + " life", e);
                }
            }
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

    private String method(Class<?> owner, String element, Map<String, String> declared) {
        String method = declared.get(owner.getName());
        if (method != null || !annotations) {
            return method == null ? "" : method;
        }
        String file = owner.getName().replace('.', '/') + ".class";
        try (InputStream in = application.getResourceAsStream(file)) {
            if (in != null) {
                ScannedClass scanned = ClassFileReader.read("", in.readAllBytes());
                for (Element candidate : scanned.elements()) {
                    if (candidate.name().equals(element)) {
                        return candidate.text("lifecycle-callback-method", "");
                    }
                }
            }
        } catch (IOException | IllegalArgumentException | InvalidDescriptorException e) {
            LOG.log(Level.DEBUG, "No life cycle of {0}: {1}", owner.getName(), e.getMessage());
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
