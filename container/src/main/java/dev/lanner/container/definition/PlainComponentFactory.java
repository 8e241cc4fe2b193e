package dev.lanner.container.definition;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/// Calls the constructor and nothing else.
final class PlainComponentFactory implements ComponentFactory {
    static final PlainComponentFactory INSTANCE = new PlainComponentFactory();

    @Override
    public <T> T create(Class<T> type) throws ReflectiveOperationException {
        Constructor<T> constructor = type.getDeclaredConstructor();
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
