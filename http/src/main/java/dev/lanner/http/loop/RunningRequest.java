package dev.lanner.http.loop;

import dev.lanner.spi.log.RequestIds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Which request the calling thread serves, for the log.
///
/// With the loop scheduler nothing is stored for it: the thread's scheduler is the [RequestHome], which knows the
/// request. Threads that the application starts in a request have the same one, so what they log while the request runs
/// is named by it too, unless a further request of the same connection has begun on the same home. A thread of the pool
/// ([RequestThread]) knows its request itself; elsewhere each request thread has a mark, bound once for the thread.
public final class RunningRequest {
    private static final ScopedValue<Mark> MARK = ScopedValue.newInstance();
    private static final @Nullable VarHandle SCHEDULER = scheduler();

    private static final class Mark {
        volatile @Nullable RequestIds serves;
    }

    private RunningRequest() {
    }

    private static @Nullable VarHandle scheduler() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> type = Class.forName("java.lang.VirtualThread");
            return MethodHandles.privateLookupIn(type, lookup).findVarHandle(type, "scheduler", Executor.class);
        } catch (ReflectiveOperationException e) {
            // without it there is no loop scheduler either
            return null;
        }
    }

    /// The request that the calling thread serves; null where it serves none.
    public static @Nullable RequestIds current() {
        Thread thread = Thread.currentThread();
        VarHandle scheduler = SCHEDULER;
        if (scheduler != null && thread.isVirtual()
                && (Executor) scheduler.get(thread) instanceof RequestHome home) {
            return home.servedBy(thread);
        }
        if (thread instanceof RequestThread own && own.serves() != null) {
            return own.serves();
        }
        return MARK.isBound() ? MARK.get().serves : null;
    }

    /// The task with a mark for [#serving].
    static Runnable marked(Runnable task) {
        ScopedValue.Carrier bound = ScopedValue.where(MARK, new Mark());
        return () -> bound.run(task);
    }

    /// The work with a mark that names a request; for threads of others.
    public static Runnable naming(RequestIds request, Runnable work) {
        Mark mark = new Mark();
        mark.serves = request;
        ScopedValue.Carrier bound = ScopedValue.where(MARK, mark);
        return () -> bound.run(work);
    }

    /// Says what a thread with a mark serves.
    static void serving(@Nullable RequestIds request) {
        if (MARK.isBound()) {
            MARK.get().serves = request;
        }
    }
}
