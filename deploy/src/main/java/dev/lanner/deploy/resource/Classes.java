package dev.lanner.deploy.resource;

import java.util.List;

/// Where classes of drivers, factories and beans come from: the application, then the libraries that all share.
///
/// @param loaders in the order of search
record Classes(List<ClassLoader> loaders) {

    Classes {
        loaders = List.copyOf(loaders);
    }

    /// The class of that name.
    ///
    /// @throws ClassNotFoundException when none of the loaders has it
    Class<?> load(String name) throws ClassNotFoundException {
        ClassNotFoundException missing = new ClassNotFoundException(name);
        for (ClassLoader loader : loaders) {
            try {
                return Class.forName(name, true, loader);
            } catch (ClassNotFoundException e) {
                missing.addSuppressed(e);
            }
        }
        throw missing;
    }

    /// Makes an object by the public constructor without parameters.
    static <T> T make(Class<?> type, Class<T> kind) throws ReflectiveOperationException {
        return kind.cast(type.getConstructor().newInstance());
    }
}
