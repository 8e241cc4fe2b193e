package dev.lanner.deploy.loader;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for what holds the class loader of an application that is gone: threads, thread locals, and the JDK's tables
/// that only the application itself can clear. What can't be seen without opening more of the JDK is not found: fields
/// of other classes, and virtual threads. Stateless; nothing of the application is called.
public final class LeakSearch {
    private LeakSearch() {
    }

    /// What holds the loader, a sentence with an id for each; none holds the loader itself.
    public static List<String> find(WebAppClassLoader loader) {
        List<String> found = new ArrayList<>();
        ThreadLeaks.find(loader, found);
        RegistryLeaks.find(loader, found);
        return found;
    }

    /// Whether an object belongs to the application.
    static boolean owns(ClassLoader loader, @Nullable Object object) {
        return switch (object) {
            case null -> false;
            case Class<?> type -> type.getClassLoader() == loader;
            case ClassLoader other -> other == loader;
            default -> object.getClass().getClassLoader() == loader;
        };
    }
}
