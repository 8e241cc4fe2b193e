package dev.lanner.deploy.environment;

import dev.lanner.container.definition.InjectionException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Lets the CDI provider that an application brings inject into components with `@Inject` (Jakarta CDI 4.1). By reflection,
/// as the server has no CDI. Nothing is injected before the provider has started. Safe for use by any thread.
public final class CdiInjector {
    private static final String API = "jakarta.enterprise.inject.spi.";
    private static final String CONTEXTS = "jakarta.enterprise.context.spi.";

    private final ClassLoader application;
    /// What the provider injects with, by the class of the component.
    private final Map<Class<?>, Object> targets = new ConcurrentHashMap<>();
    /// What was made for a component, to be released with it.
    private final Map<Key, Object> contexts = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    /// A component itself, whatever it calls equal.
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object component, @Nullable ReferenceQueue<Object> queue) {
            super(component, queue);
            hash = System.identityHashCode(component);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Object own = get();
            return own != null && other instanceof Key key && key.get() == own;
        }
    }

    /// @param application the application's class loader
    public CdiInjector(ClassLoader application) {
        this.application = application;
    }

    /// Injects what a component asks for.
    ///
    /// @throws InjectionException when the provider can't, with its reason
    public void inject(Object component) throws InjectionException {
        Object manager = manager();
        if (manager == null) {
            return;
        }
        for (Object old = gone.poll(); old != null; old = gone.poll()) {
            contexts.remove(old);
        }
        try {
            Object target = target(manager, component.getClass());
            Object context = call(API + "BeanManager", "createCreationalContext", manager, CONTEXTS + "Contextual",
                    null);
            application.loadClass(API + "InjectionTarget")
                    .getMethod("inject", Object.class, application.loadClass(CONTEXTS + "CreationalContext"))
                    .invoke(target, component, context);
            contexts.put(new Key(component, gone), context);
        } catch (InvocationTargetException e) {
            throw failed(component, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw failed(component, e);
        }
    }

    private static InjectionException failed(Object component, Throwable cause) {
        return new InjectionException("LNR-4177: CDI can't inject into " + component.getClass().getName() + ": "
                + cause, cause);
    }

    private Object target(Object manager, Class<?> type) throws ReflectiveOperationException {
        Object known = targets.get(type);
        if (known == null) {
            Object annotated = application.loadClass(API + "BeanManager").getMethod("createAnnotatedType", Class.class)
                    .invoke(manager, type);
            Object factory = call(API + "BeanManager", "getInjectionTargetFactory", manager, API + "AnnotatedType",
                    annotated);
            known = call(API + "InjectionTargetFactory", "createInjectionTarget", factory, API + "Bean", null);
            targets.put(type, known);
        }
        return known;
    }

    private Object call(String owner, String method, Object on, String parameter, @Nullable Object argument)
            throws ReflectiveOperationException {
        return application.loadClass(owner).getMethod(method, application.loadClass(parameter)).invoke(on, argument);
    }

    /// The provider's manager; null where there is no CDI, or it has not started.
    private @Nullable Object manager() {
        try {
            Class<?> type = application.loadClass(API + "CDI");
            Object current = type.getMethod("current").invoke(null);
            return type.getMethod("getBeanManager").invoke(current);
        } catch (ReflectiveOperationException | LinkageError e) {
            // what providers throw while they have not started
            return null;
        }
    }

    /// Lets go of what was injected into a component.
    ///
    /// @throws ReflectiveOperationException what the provider throws
    public void release(Object component) throws ReflectiveOperationException {
        Object context = contexts.remove(new Key(component, null));
        if (context != null) {
            application.loadClass(CONTEXTS + "CreationalContext").getMethod("release").invoke(context);
        }
    }
}
