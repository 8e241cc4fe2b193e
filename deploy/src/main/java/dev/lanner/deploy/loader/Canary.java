package dev.lanner.deploy.loader;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// Tells whether the JVM has unloaded classes since it was made: its own class loader, that nobody holds, is gone then. So
/// an application's loader that is older and still there is held by something.
public final class Canary {
    private final @Nullable WeakReference<Class<?>> egg;

    /// From now on.
    public Canary() {
        egg = hatch();
    }

    /// Whether classes have been unloaded since.
    public boolean isGone() {
        return egg != null && egg.get() == null;
    }

    private static @Nullable WeakReference<Class<?>> hatch() {
        try (InputStream in = Canary.class.getResourceAsStream("Canary$Egg.class")) {
            return in == null ? null : new WeakReference<>(new Nest().define(in.readAllBytes()));
        } catch (IOException | LinkageError e) {
            return null;
        }
    }

    private static final class Nest extends ClassLoader {
        Nest() {
            super(null);
        }

        Class<?> define(byte[] classFile) {
            return defineClass(null, classFile, 0, classFile.length);
        }
    }

    /// Nothing is ever done with it.
    static final class Egg {
        private Egg() {
        }
    }
}
