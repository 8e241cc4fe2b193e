package dev.lanner.http.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Virtual threads with a scheduler of one's own, by the JDK's package-private factory.
///
/// The JDK has no public way yet. `java.lang` must be open to this class (`--add-opens java.base/java.lang=ALL-UNNAMED`
/// in the start script). The handle is private; nothing but threads for requests is made with it.
final class VirtualThreads {
    /// ThreadBuilders' flag: no inheritable thread locals from the loop's thread.
    private static final int NO_INHERITABLE_THREAD_LOCALS = 4;

    private final Executor defaultScheduler;

    /// A constant, so that compiled code calls the factory itself and not through the handle: each request makes a thread.
    private static final class Factory {
        private static final MethodHandle MADE_BY;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
                MADE_BY = lookup.findStatic(Class.forName("java.lang.ThreadBuilders"), "newVirtualThread",
                        MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private Factory() {
        }
    }

    private VirtualThreads(Executor defaultScheduler) {
        this.defaultScheduler = defaultScheduler;
    }

    /// Looks the factory up and tests it: a thread that yields once must hand exactly two continuations, the same task
    /// each time, to the scheduler given, and end.
    ///
    /// @throws UnsupportedOperationException with the reason, when this JDK or its options don't allow it
    static VirtualThreads find() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            Class<?> type = Class.forName("java.lang.VirtualThread");
            MethodHandle scheduler = findDefaultScheduler(lookup, type);
            VirtualThreads found = new VirtualThreads((Executor) scheduler.invoke());
            found.test();
            return found;
        } catch (IllegalAccessException e) {
            throw new UnsupportedOperationException(
                    "java.lang is not open: start with --add-opens java.base/java.lang=ALL-UNNAMED", e);
        } catch (ExceptionInInitializerError e) {
            throw new UnsupportedOperationException("this JDK does not allow it: " + e.getCause(), e);
        } catch (Throwable e) {
            throw new UnsupportedOperationException("this JDK does not allow it: " + e, e);
        }
    }

    /// By the types that JDKs have given it; listing all methods of the class would cost time at each start.
    private static MethodHandle findDefaultScheduler(MethodHandles.Lookup lookup, Class<?> type)
            throws ReflectiveOperationException {
        try {
            return lookup.findStatic(type, "defaultScheduler", MethodType.methodType(Executor.class));
        } catch (NoSuchMethodException e) {
            return lookup.findStatic(type, "defaultScheduler", MethodType.methodType(ForkJoinPool.class));
        }
    }

    Executor defaultScheduler() {
        return defaultScheduler;
    }

    /// A virtual thread that runs where `scheduler` runs its continuations. Not started.
    Thread unstarted(Executor scheduler, Runnable task) {
        try {
            return (Thread) Factory.MADE_BY.invokeExact(scheduler, (String) null, NO_INHERITABLE_THREAD_LOCALS, task);
        } catch (Throwable e) {
            throw new IllegalStateException("a virtual thread can't be made", e);
        }
    }

    private void test() throws InterruptedException {
        AtomicInteger handed = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        java.util.Set<Runnable> tasks = java.util.concurrent.ConcurrentHashMap.newKeySet();
        Executor scheduler = task -> {
            handed.incrementAndGet();
            tasks.add(task);
            Thread.ofPlatform().daemon().name("lanner-self-test").start(task);
        };
        unstarted(scheduler, () -> {
            Thread.yield();
            ended.countDown();
        }).start();
        if (!ended.await(5, TimeUnit.SECONDS) || handed.get() != 2 || tasks.size() != 1) {
            throw new UnsupportedOperationException(
                    "the self test failed: " + handed.get() + " continuations in " + tasks.size() + " tasks");
        }
    }
}
