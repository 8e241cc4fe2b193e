package dev.lanner.deploy.resource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sets the properties of an object by its public setters, from texts. Stateless.
final class Setters {
    private Setters() {
    }

    /// Sets all properties, in the order of their names.
    ///
    /// @throws ResourceException naming the property that can't be set
    static void set(Object bean, Map<String, String> properties, String where) throws ResourceException {
        for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
            set(bean, property.getKey(), property.getValue(), where);
        }
    }

    private static void set(Object bean, String name, String text, String where) throws ResourceException {
        Method setter = find(bean.getClass(), name);
        if (setter == null) {
            throw new ResourceException("LNR-4173 " + where + ": " + bean.getClass().getName()
                    + " has no public setter with one simple parameter for the property \"" + name + "\"");
        }
        Class<?> type = setter.getParameterTypes()[0];
        try {
            setter.invoke(bean, SimpleValue.parse(type, text, bean.getClass().getClassLoader()));
        } catch (IllegalArgumentException e) {
            // the text may be a password
            throw new ResourceException("LNR-4173 " + where + ": the property \"" + name + "\" must be "
                    + SimpleValue.describe(type));
        } catch (InvocationTargetException e) {
            throw new ResourceException("LNR-4173 " + where + ": the property \"" + name + "\" of "
                    + bean.getClass().getName() + " can't be set: " + e.getCause(), e);
        } catch (IllegalAccessException e) {
            throw new ResourceException("LNR-4173 " + where + ": " + setter + " can't be called", e);
        }
    }

    /// Of several setters the one that takes a text, else the first that takes something simple.
    private static @Nullable Method find(Class<?> type, String property) {
        Method found = named(type, "set" + property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1));
        // as some drivers write it
        return found == null && property.equals("url") ? named(type, "setURL") : found;
    }

    private static @Nullable Method named(Class<?> type, String name) {
        Method found = null;
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == 1
                    && SimpleValue.isSimple(method.getParameterTypes()[0])) {
                if (method.getParameterTypes()[0] == String.class) {
                    return method;
                }
                found = found == null ? method : found;
            }
        }
        return found;
    }
}
