package dev.lanner.datasource;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Makes the threads of a pool. They come when they are needed, from whatever thread wants a connection then, and must
/// not take on its class loader: a pool may outlive the application.
///
/// @param name of the threads
/// @param loader their context class loader
record PoolThreads(String name, @Nullable ClassLoader loader) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false).unstarted(work);
        thread.setContextClassLoader(loader);
        return thread;
    }
}
