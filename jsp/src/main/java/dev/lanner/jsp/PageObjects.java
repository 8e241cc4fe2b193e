package dev.lanner.jsp;

import dev.lanner.container.definition.ComponentFactory;
import java.lang.reflect.InvocationTargetException;
import org.apache.tomcat.InstanceManager;

/// Makes pages and tag handlers as the application's other objects are made, with their life cycle methods.
///
/// @param components of the application
record PageObjects(ComponentFactory components) implements InstanceManager {

    @Override
    public Object newInstance(Class<?> type) throws InvocationTargetException, InstantiationException {
        try {
            return components.create(type);
        } catch (InvocationTargetException | InstantiationException e) {
            throw e;
        } catch (ReflectiveOperationException e) {
            throw new InvocationTargetException(e, type.getName() + " can't be constructed: " + e);
        }
    }

    @Override
    public Object newInstance(String className)
            throws InvocationTargetException, InstantiationException, ClassNotFoundException {
        return newInstance(className, Thread.currentThread().getContextClassLoader());
    }

    @Override
    public Object newInstance(String className, ClassLoader loader)
            throws InvocationTargetException, InstantiationException, ClassNotFoundException {
        return newInstance(loader.loadClass(className));
    }

    @Override
    public void newInstance(Object made) {
        // an object that exists has no life cycle here
    }

    @Override
    public void destroyInstance(Object made) {
        components.destroy(made);
    }
}
