package dev.lanner.container.session.keep;

import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which classes may be part of what is kept of a session: values of the JDK, and the application's own (S36).
///
/// @param application loads the application's classes; those of loaders below it, such as of JSPs, are its own too
public record ClassRule(ClassLoader application) {
    private static final Set<String> PACKAGES = Set.of("java.lang", "java.util", "java.util.concurrent",
            "java.util.concurrent.atomic", "java.util.concurrent.locks", "java.util.function", "java.util.regex",
            "java.time", "java.time.chrono", "java.time.zone", "java.time.temporal", "java.time.format", "java.math",
            "java.text", "java.sql");
    private static final Set<String> NAMES = Set.of("java.io.Serializable", "java.io.Externalizable", "java.io.File",
            "java.io.IOException", "java.io.UncheckedIOException", "java.io.FileNotFoundException",
            "java.io.ObjectStreamException",
            "java.io.NotSerializableException", "java.net.URI",
            "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address", "java.net.InetSocketAddress",
            "java.lang.invoke.SerializedLambda", "java.lang.reflect.Proxy", "java.security.Principal",
            "java.nio.charset.Charset", "javax.xml.namespace.QName", "sun.util.calendar.ZoneInfo",
            "java.beans.PropertyChangeSupport");

    /// Whether objects of this class may be read and written.
    public boolean permits(Class<?> type) {
        Class<?> at = type;
        while (at.isArray()) {
            at = at.getComponentType();
        }
        if (at.isPrimitive()) {
            return true;
        }
        ClassLoader loader = at.getClassLoader();
        if (isApplication(loader)) {
            return true;
        }
        if (Proxy.isProxyClass(at)) {
            // its interfaces and its handler are looked at by themselves
            return true;
        }
        return isPlatform(loader) && (PACKAGES.contains(at.getPackageName()) || NAMES.contains(at.getName()));
    }

    private boolean isApplication(@Nullable ClassLoader loader) {
        for (ClassLoader at = loader; at != null; at = at.getParent()) {
            if (at == application) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPlatform(@Nullable ClassLoader loader) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }
}
