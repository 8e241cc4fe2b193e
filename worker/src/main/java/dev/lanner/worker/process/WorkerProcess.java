package dev.lanner.worker.process;

import dev.lanner.worker.hop.HopPool;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A process that was started for a web application. Safe for use by several threads.
public interface WorkerProcess {

    /// Its id in the operating system.
    long pid();

    /// The connections to it.
    HopPool pool();

    /// Waits until it serves.
    ///
    /// @param longest how long
    /// @throws WorkerStartException when it ends, says that its application can't be started, or is not ready in time; it
    ///   is not stopped by that
    void awaitReady(Duration longest) throws WorkerStartException, InterruptedException;

    /// Whether it has not ended yet.
    boolean alive();

    /// Completes as soon as the process itself is dead, before what it has left is cleared away; never completed
    /// exceptionally. A killed process closes its sockets a moment earlier.
    CompletionStage<Void> gone();

    /// The file that its output goes to, for messages.
    String log();

    /// How it ended: completes when it and all that it has started are gone, and all that it wrote was read; never
    /// completed exceptionally.
    CompletionStage<Exit> exit();

    /// The memory that it has in RAM, in bytes; -1 where that is not known.
    long memory();

    /// Ends it and all that it has started: asks it, waits as long as it is given, and then kills. Its connections are
    /// closed, its socket and token are gone. Waits. Idempotent.
    void stop(Duration grace);

    /// How a process ended.
    ///
    /// @param code its exit code; 128 and a signal's number where a signal ended it
    /// @param asked whether it was told to end
    /// @param words the last that it wrote to its standard output and error, some lines at most; empty where there is nothing
    /// @param report a crash report of the JVM; null where there is none
    record Exit(int code, boolean asked, String words, @Nullable String report) {
    }
}
