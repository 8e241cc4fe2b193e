package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.hop.ForeignPeerException;
import dev.lanner.worker.hop.HopPool;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A process of this machine that serves one web application.
final class ChildProcess implements WorkerProcess {
    private static final Logger LOG = LazyLogger.of(ChildProcess.class);
    /// How often it is looked whether the socket is there, and how long a process is waited for that is about to end.
    private static final long LOOK_NANOS = 1_000_000;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int KILLED = 128 + 9;
    private static final int PAGE_OF_STATUS = 1024;

    private final Process process;
    private final HopPool pool;
    private final SocketPath socket;
    private final String context;
    private final Belongings belongings;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private volatile boolean asked;

    /// What a process has besides itself, to be cleared away when it has ended.
    ///
    /// @param family all that it starts
    /// @param group its bounds; null for none
    /// @param output what it writes
    /// @param log where that goes
    /// @param crashReport where the JVM puts its report when it crashes
    /// @param place gives the directory back
    record Belongings(ProcessFamily family, @Nullable ControlGroup group, WorkerOutput output, Path log,
            Path crashReport, Place place) {
    }

    /// The directory that it has.
    interface Place {

        /// It is dead: the directory will be given back in a moment.
        void leaving();

        /// It is given back.
        ///
        /// @param orderly whether the process has ended with 0
        void left(boolean orderly);
    }

    ChildProcess(Process process, HopPool pool, SocketPath socket, String context, Belongings belongings) {
        this.process = process;
        this.pool = pool;
        this.socket = socket;
        this.context = context;
        this.belongings = belongings;
    }

    /// Begins to watch it.
    ChildProcess watched() {
        Thread.ofVirtual().name("lanner-worker-" + pid()).start(this::watch);
        return this;
    }

    private void watch() {
        int code = KILLED;
        try {
            code = process.waitFor();
        } catch (InterruptedException e) {
            // nobody interrupts this thread
            Thread.currentThread().interrupt();
        }
        belongings.place.leaving();
        gone.complete(null);
        Exit end = new Exit(code, asked, "", null);
        try {
            end = ended(code);
        } finally {
            exit.complete(end);
        }
    }

    /// Clears away what it leaves. Nothing of it may throw: somebody waits for the end.
    private Exit ended(int code) {
        pool.close();
        String report = null;
        String memory = "";
        try {
            killFamily();
            if (!belongings.output.awaitEnd(LAST_WORDS)) {
                LOG.log(Level.WARNING, "LNR-7137: context " + context + ": a process that the worker " + pid()
                        + " has started runs on and holds its output open");
            }
            ControlGroup group = belongings.group;
            if (group != null) {
                memory = group.outOfMemory()
                        ? "(the kernel has killed it: it needed more memory than worker.memory)"
                        : "";
                remove(group);
            }
            report = report();
            process.getOutputStream().close();
            SocketPath.remove(socket.path());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "LNR-7140: context " + context + ": what the worker " + pid()
                    + " has left can't be cleared away: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            belongings.place.left(code == 0);
        }
        String words = belongings.output.words();
        return new Exit(code, asked, memory.isEmpty() || words.isEmpty() ? words + memory : words + "\n" + memory,
                report);
    }

    private void killFamily() {
        ControlGroup group = belongings.group;
        if (group != null) {
            group.kill();
        }
        int left = belongings.family.kill();
        if (left > 0) {
            LOG.log(Level.WARNING, "LNR-7137: context " + context + ": the worker " + pid() + " has started processes "
                    + "faster than they can be killed: " + left + " run on; bound it with worker.memory, or kill them");
        }
    }

    private void remove(ControlGroup group) {
        String fault = group.remove();
        if (!fault.isEmpty()) {
            LOG.log(Level.WARNING, "LNR-7136: context " + context + ": a control group can't be removed: " + fault);
        }
    }

    /// Takes the crash report into the server's logs: its owner may be another user, so no link is followed.
    private @Nullable String report() throws IOException {
        Path written = belongings.crashReport;
        if (!Files.isRegularFile(written, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        String log = belongings.log.toString();
        Path kept = Path.of(log.substring(0, log.lastIndexOf('.')) + ".crash.log");
        CrashReport.move(written, kept);
        return kept.toString();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public HopPool pool() {
        return pool;
    }

    @Override
    public boolean alive() {
        // known here only once its directory is known to get free
        return !gone.isDone();
    }

    @Override
    public CompletionStage<Void> gone() {
        return gone.minimalCompletionStage();
    }

    @Override
    public String log() {
        return belongings.log.toString();
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    @Override
    public long memory() {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"),
                    StandardCharsets.ISO_8859_1);
            for (String line : status) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * PAGE_OF_STATUS;
                }
            }
            return -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public void awaitReady(Duration longest) throws WorkerStartException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!gone.isDone()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw late(longest);
            }
            if (Files.exists(socket.path(), LinkOption.NOFOLLOW_LINKS) && ready(Duration.ofNanos(left), longest)) {
                return;
            }
            waitUntilGone(LOOK_NANOS);
        }
        throw endedEarly();
    }

    /// @return false when nobody answers (yet)
    private boolean ready(Duration left, Duration longest) throws WorkerStartException {
        try {
            String fault = pool.awaitReady(left);
            if (!fault.isEmpty()) {
                throw new WorkerStartException("LNR-7132: context " + context + ": " + fault);
            }
            return true;
        } catch (SocketTimeoutException e) {
            throw late(longest);
        } catch (ForeignPeerException e) {
            throw new WorkerStartException("LNR-7133: context " + context + ": " + e.getMessage(), e);
        } catch (IOException e) {
            // it does not listen yet, or is about to end
            LOG.log(Level.DEBUG, "a worker does not answer yet", e);
            return false;
        }
    }

    private boolean waitUntilGone(long nanos) throws InterruptedException {
        try {
            gone.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    private WorkerStartException late(Duration longest) {
        return new WorkerStartException("LNR-7131: context " + context + ": its worker (process " + pid()
                + ") was not ready within " + longest.toMillis() + " ms (worker.startup-timeout)" + lastWords());
    }

    private WorkerStartException endedEarly() throws InterruptedException {
        try {
            Exit how = exit.get(LAST_WORDS.toMillis() * 2, TimeUnit.MILLISECONDS);
            String signal = how.code() > 128 ? " (signal " + (how.code() - 128) + ")" : "";
            String report = how.report() == null ? "" : "; crash report: " + how.report();
            return new WorkerStartException("LNR-7130: context " + context + ": its worker (process " + pid()
                    + ") ended with exit code " + how.code() + signal + " before it was ready" + report + lastWords());
        } catch (TimeoutException | ExecutionException e) {
            return new WorkerStartException("LNR-7130: context " + context + ": its worker (process " + pid()
                    + ") ended before it was ready" + lastWords(), e);
        }
    }

    private String lastWords() {
        String words = belongings.output.words();
        return words.isEmpty()
                ? "; it wrote nothing"
                : "; all of its output is in " + belongings.log + ", the end:\n" + words;
    }

    @Override
    public void stop(Duration grace) {
        asked = true;
        // the handle and not the process, which would close the output that is still to be read
        ProcessHandle handle = process.toHandle();
        boolean interrupted = false;
        try {
            if (!gone.isDone() && !grace.isZero()) {
                handle.destroy();
                waitUntilGone(grace.toNanos());
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!gone.isDone()) {
            if (!grace.isZero() && !interrupted) {
                LOG.log(Level.WARNING,
                        "LNR-7134: context " + context + ": the worker " + pid() + " has not ended within "
                                + grace.toMillis() + " ms (worker.shutdown-timeout) and is killed; its output is in "
                                + belongings.log);
            }
            handle.destroyForcibly();
        }
        exit.join();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
