package dev.lanner.worker.supervisor;

import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.process.WorkerProcess;
import dev.lanner.worker.process.WorkerProcess.Exit;
import dev.lanner.worker.supervisor.WorkerStatus.LastExit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is said of workers: in the log, and to requests that get none. Safe for use by several threads.
final class WorkerLog {
    private static final Logger LOG = LazyLogger.of(WorkerLog.class);
    private static final int SIGNALS = 128;

    private final String context;

    /// @param context how the owner calls the context
    WorkerLog(String context) {
        this.context = "Context " + context + ": ";
    }

    private String worker(Slot slot) {
        return context + "worker " + slot.index();
    }

    private String worker(Worker worker) {
        return worker(worker.slot()) + " (process " + worker.process().pid() + ")";
    }

    void ready(Worker worker, Duration took) {
        LOG.log(Level.INFO, worker(worker) + " is ready after " + took.toMillis() + " ms; its output goes to "
                + worker.process().log());
    }

    /// @param old whether there is one that goes on
    void notStarted(Slot slot, String reason, boolean old) {
        LOG.log(Level.ERROR, "LNR-7150 " + worker(slot) + " did not start"
                + (old ? "; the one that it should replace goes on" : "") + ": " + reason);
    }

    String late(Slot slot, Duration timeout, @Nullable WorkerProcess process) {
        return "LNR-7151 " + worker(slot) + " was not ready within worker.startup-timeout = " + timeout.toSeconds()
                + " s, and is killed" + (process == null ? "" : "; its output is in " + process.log());
    }

    void late(String message) {
        LOG.log(Level.ERROR, message);
    }

    void ended(Worker worker, Exit exit) {
        String how = ": " + how(exit.code()) + (exit.report() == null ? "" : "; crash report: " + exit.report())
                + "; its output is in " + worker.process().log()
                + (exit.words().isBlank() ? "" : "; its last words:\n" + exit.words().strip());
        if (worker.isStopping()) {
            LOG.log(Level.INFO, worker(worker) + " has ended: " + how(exit.code()));
        } else {
            LOG.log(Level.WARNING, "LNR-7152 " + worker(worker) + " has ended by itself" + how);
        }
    }

    private static String how(int code) {
        String signal = switch (code - SIGNALS) {
            case 4 -> "SIGILL";
            case 6 -> "SIGABRT, a crash of its JVM";
            case 7 -> "SIGBUS";
            case 9 -> "SIGKILL, by a person or for want of memory";
            case 11 -> "SIGSEGV";
            case 15 -> "SIGTERM";
            default -> "";
        };
        return "exit code " + code + (signal.isEmpty() ? "" : " (" + signal + ")")
                + (code == 3 ? " (as a JVM whose heap is full)" : "");
    }

    void deaf(Worker worker) {
        LOG.log(Level.WARNING, "LNR-7153 " + worker(worker)
                + " takes no connections any more, though it has not ended: it is stopped");
    }

    void givenUp(Slot slot, int most, Duration rest) {
        LOG.log(Level.ERROR, "LNR-7154 " + worker(slot) + " has failed " + most
                + " times within a minute (worker.rapid-fails): it is not started for the next " + seconds(rest)
                + " s");
    }

    void replaced(Worker worker, String why) {
        LOG.log(Level.INFO, worker(worker) + " is replaced by a new one: " + why);
    }

    void idle(Worker worker, Duration timeout) {
        LOG.log(Level.INFO, worker(worker) + " is stopped: no request for worker.idle-timeout = " + timeout.toSeconds()
                + " s");
    }

    void cut(Worker worker, long running, Duration timeout) {
        LOG.log(Level.WARNING, "LNR-7155 " + worker(worker) + " is stopped with " + running
                + " requests or upgraded connections that did not end within worker.shutdown-timeout = "
                + timeout.toSeconds() + " s");
    }

    Refusal notStarted(String reason) {
        return new Refusal(502, "worker-start-failed",
                "LNR-7156 " + context + "its worker did not start: " + firstLine(reason),
                null);
    }

    Refusal late(Slot slot, Duration timeout) {
        return new Refusal(503, "worker-startup-timeout", "LNR-7157 " + worker(slot)
                + " was not ready within worker.startup-timeout = " + timeout.toSeconds() + " s",
                Duration.ofSeconds(1));
    }

    Refusal tooLong(Duration timeout) {
        return new Refusal(503, "worker-startup-timeout", "LNR-7157 " + context
                + "none of its workers was ready within worker.startup-timeout = " + timeout.toSeconds() + " s",
                Duration.ofSeconds(1));
    }

    Refusal tooManyWait(long most) {
        return new Refusal(503, "worker-start-queue-full", "LNR-7158 " + context + most
                + " requests wait for a worker to start (worker.max-waiting)", Duration.ofSeconds(1));
    }

    Refusal resting(Duration rest) {
        return new Refusal(503, "worker-backing-off",
                "LNR-7159 " + context + "its worker has failed, and is started again in "
                        + seconds(rest) + " s at the earliest",
                whole(rest));
    }

    Refusal rapid(Duration rest) {
        return new Refusal(503, "worker-rapid-fail", "LNR-7160 " + context
                + "its worker has failed too often within a minute (worker.rapid-fails), and is not started for the next "
                + seconds(rest) + " s", whole(rest));
    }

    Refusal stopped() {
        return new Refusal(503, "worker-stopped", "LNR-7161 " + context + "its workers are being stopped",
                Duration.ofSeconds(1));
    }

    Refusal left() {
        return new Refusal(503, "client-left",
                "LNR-7163 " + context + "a client left while its request waited for a worker",
                null);
    }

    Refusal unsteady() {
        return new Refusal(502, "worker-lost", "LNR-7162 " + context
                + "its worker has ended again and again before it took the request", Duration.ofSeconds(1));
    }

    /// What is shown of an end.
    static LastExit lastExit(Instant at, Exit exit) {
        return new LastExit(at, exit.code(), exit.asked(), exit.report() == null
                ? exit.words().strip()
                : (exit.words().strip() + "\ncrash report: " + exit.report()).strip());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static Duration whole(Duration rest) {
        return Duration.ofSeconds(seconds(rest));
    }

    private static long seconds(Duration rest) {
        return Math.max(1, rest.plusMillis(999).toSeconds());
    }
}
