package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Runs code of an application on a thread that ends with it: what the application leaves in thread locals would keep
/// its classes in memory as long as the thread lives. Stateless.
final class OwnThread {
    private OwnThread() {
    }

    /// Runs a task and waits for it.
    ///
    /// @param name of the thread, as the application's threads may show it
    /// @throws DeploymentException what the task threw; when the waiting thread is interrupted, the task is interrupted
    ///   too and waited for
    static <T> T run(String name, Callable<T> task) throws DeploymentException {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = Thread.ofPlatform().name(name).start(future);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case DeploymentException failed -> throw failed;
                case RuntimeException fault -> throw fault;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
