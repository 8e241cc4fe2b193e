package dev.lanner.deploy.loader;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Threads of an application, its values in thread locals of other threads, and its shutdown hooks. The last two are
/// fields of `java.lang`, which the start script opens; elsewhere they are not seen. Stateless.
final class ThreadLeaks {
    private static final Logger LOG = System.getLogger(ThreadLeaks.class.getName());
    private static final int FRAMES = 3;
    private static final int MOST_ELEMENTS = 100;

    private ThreadLeaks() {
    }

    static void find(ClassLoader loader, List<String> found) {
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            if (thread == Thread.currentThread() || !thread.isAlive()) {
                continue;
            }
            if (belongs(thread, loader)) {
                String kind = thread.getClass().getName().equals("java.util.TimerThread") ? "the timer" : "the thread";
                found.add("LNR-4091 " + kind + " \"" + thread.getName() + "\" (" + thread.getClass().getName()
                        + ") still runs" + stack(entry.getValue()) + "; the application has to end it");
            } else {
                locals(thread, "threadLocals", loader, found);
                locals(thread, "inheritableThreadLocals", loader, found);
            }
        }
        shutdownHooks(loader, found);
    }

    private static boolean belongs(Thread thread, ClassLoader loader) {
        if (thread.getContextClassLoader() == loader || LeakSearch.owns(loader, thread)) {
            return true;
        }
        Object holder = value(thread, Thread.class, "holder");
        Object task = holder == null ? null : value(holder, holder.getClass(), "task");
        return task != null && LeakSearch.owns(loader, task);
    }

    private static String stack(StackTraceElement[] frames) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            text.append(i == 0 ? ", at " : " < ").append(frames[i]);
        }
        return text.toString();
    }

    private static void locals(Thread thread, String field, ClassLoader loader, List<String> found) {
        Object map = value(thread, Thread.class, field);
        Object table = map == null ? null : value(map, map.getClass(), "table");
        if (table == null) {
            return;
        }
        for (int i = 0; i < Array.getLength(table); i++) {
            if (Array.get(table, i) instanceof Reference<?> entry) {
                Object value = value(entry, entry.getClass(), "value");
                Object held = value == null ? null : held(value, object -> LeakSearch.owns(loader, object));
                Object key = entry.get();
                if (held != null) {
                    found.add("LNR-4140 the thread \"" + thread.getName() + "\" of the server has a thread local ("
                            + (key == null ? "gone" : key.getClass().getName()) + ") with a value of "
                            + (held instanceof Class<?> type ? type : held.getClass()).getName()
                            + "; the application has to remove() it on that thread");
                }
            }
        }
    }

    /// The value itself, or an element of a collection of the JDK.
    private static @Nullable Object held(Object value, Predicate<Object> owned) {
        if (owned.test(value)) {
            return value;
        }
        if (value.getClass().getClassLoader() != null) {
            return null;
        }
        try {
            return switch (value) {
                case Object[] array -> first(List.of(array), owned);
                case Collection<?> collection -> first(collection, owned);
                case Map<?, ?> map -> {
                    Object key = first(map.keySet(), owned);
                    yield key == null ? first(map.values(), owned) : key;
                }
                default -> null;
            };
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A value of {0} changes while it is looked at", value.getClass());
            return null;
        }
    }

    private static @Nullable Object first(Collection<?> all, Predicate<Object> owned) {
        int left = MOST_ELEMENTS;
        for (Object each : all) {
            if (each != null && owned.test(each)) {
                return each;
            }
            if (--left == 0) {
                break;
            }
        }
        return null;
    }

    private static void shutdownHooks(ClassLoader loader, List<String> found) {
        try {
            Class<?> type = Class.forName("java.lang.ApplicationShutdownHooks");
            if (value(null, type, "hooks") instanceof IdentityHashMap<?, ?> hooks) {
                for (Object hook : List.copyOf(hooks.keySet())) {
                    if (hook instanceof Thread thread && belongs(thread, loader)) {
                        found.add("LNR-4142 the shutdown hook \"" + thread.getName() + "\" ("
                                + thread.getClass().getName()
                                + ") is registered; the application has to call Runtime.removeShutdownHook");
                    }
                }
            }
        } catch (ClassNotFoundException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Shutdown hooks can''t be seen: {0}", e.toString());
        }
    }

    /// A field of `java.lang`; null where it is not open, or not there in this JDK.
    private static @Nullable Object value(@Nullable Object of, Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            return field.trySetAccessible() ? field.get(of) : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
