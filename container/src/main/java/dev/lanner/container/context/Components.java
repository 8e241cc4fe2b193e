package dev.lanner.container.context;

import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.InjectionException;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;

/// Finds classes of the application and makes its objects, with messages that name the class.
///
/// @param loader the application's class loader
/// @param factory makes the objects
record Components(ClassLoader loader, ComponentFactory factory) {
    /// Seconds after which a component is tried again that did not get what it asks for.
    private static final int SOON = 10;

    <T> T make(ComponentRef ref, Class<T> kind) throws ServletException {
        return switch (ref) {
            case ComponentRef.Given given -> cast(given.instance(), kind);
            case ComponentRef.Typed typed -> create(typed.type().asSubclass(kind));
            case ComponentRef.Named named -> create(load(named.className(), kind));
        };
    }

    private static <T> T cast(Object instance, Class<T> kind) throws ServletException {
        if (!kind.isInstance(instance)) {
            throw new ServletException(
                    "LNR-3030: " + instance.getClass().getName() + " is no " + kind.getName() + ", as it must be");
        }
        return kind.cast(instance);
    }

    <T> Class<? extends T> load(String className, Class<T> kind) throws ServletException {
        try {
            Class<?> type = Class.forName(className, true, loader);
            if (!kind.isAssignableFrom(type)) {
                throw new ServletException(
                        "LNR-3030: class " + className + " is no " + kind.getName() + ", as it must be");
            }
            return type.asSubclass(kind);
        } catch (ClassNotFoundException e) {
            throw new ServletException("LNR-3031: class " + className + " is not in the web application", e);
        } catch (LinkageError e) {
            throw new ServletException("LNR-3032: class " + className + " can't be loaded: " + e, e);
        }
    }

    /// @throws UnavailableException when it can't get what it asks for
    /// @throws ServletException when it can't be made
    <T> T create(Class<T> type) throws ServletException {
        try {
            return factory.create(type);
        } catch (InjectionException e) {
            UnavailableException unavailable = new UnavailableException(String.valueOf(e.getMessage()), SOON);
            unavailable.initCause(e);
            throw unavailable;
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ServletException("LNR-3033: class " + type.getName() + " can't be constructed: " + cause, cause);
        }
    }

    void destroy(Object component) {
        factory.destroy(component);
    }
}
