package dev.lanner.worker.supervisor;

import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.process.WorkerProcess;
import dev.lanner.worker.process.WorkerProcess.Exit;
import dev.lanner.worker.process.WorkerProcesses;
import dev.lanner.worker.process.WorkerStartException;
import dev.lanner.worker.supervisor.WorkerStatus.LastExit;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Starts and ends the processes of one context. Safe for use by several threads.
///
/// | event | slot | those who wait |
/// |---|---|---|
/// | a process serves | READY; one that it replaces is RETIRING | look again |
/// | it does not start, or too late | IDLE, BACKING_OFF or GIVEN_UP, by [Failures] | get 502, or 503 |
/// | one that serves ends by itself, or listens no more | the same | wait for the next one |
/// | the rest is over | IDLE; STARTING where somebody waits | wait |
/// | all are ended | IDLE or STOPPED | get 503 |
final class Lives {
    private static final Logger LOG = LazyLogger.of(Lives.class);
    /// How long a worker may take to hear it.
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Duration LEAST_GRACE = Duration.ofSeconds(1);
    /// A timer may be early by so much.
    private static final Duration EARLY = Duration.ofMillis(5);
    private static final Duration EXIT_KNOWN = Duration.ofSeconds(2);

    private final Crew crew;
    private final WorkerRules rules;
    private final WorkerProcesses processes;
    private final WorkerTime time;
    private final WorkerLog log;
    private final Runnable served;

    /// @param served is called when a process has begun to serve; must not wait
    Lives(Crew crew, WorkerRules rules, WorkerProcesses processes, WorkerTime time, Runnable served) {
        this.crew = crew;
        this.rules = rules;
        this.processes = processes;
        this.time = time;
        this.served = served;
        log = new WorkerLog(crew.context().toString());
    }

    WorkerLog log() {
        return log;
    }

    /// Starts a process for a slot that has none that is being started. With the lock.
    Launch begin(Slot slot) {
        Launch launch = new Launch(slot, time.nanos());
        slot.launch(launch);
        time.run(() -> run(launch));
        time.after(rules.start().timeout(), () -> tooLate(launch));
        return launch;
    }

    /// Shows what is now, and starts what is wanted. With the lock.
    void changed() {
        crew.publish();
        boolean begun = false;
        for (Slot slot : crew.slots()) {
            if (slot.state() == WorkerState.IDLE && (crew.anybodyWaits() || rules.always() && slot.proven())) {
                begin(slot);
                begun = true;
            }
        }
        if (begun) {
            crew.publish();
        }
    }

    private void run(Launch launch) {
        try {
            bring(launch);
        } finally {
            launch.over().complete(null);
        }
    }

    private void bring(Launch launch) {
        boolean serves = false;
        String failure = null;
        try {
            WorkerProcess process = processes.start(launch.slot().index());
            launch.process(process);
            if (!launch.isAbandoned()) {
                process.awaitReady(rules.start().timeout());
                serves = serves(launch, process);
            }
        } catch (WorkerStartException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            failure = "interrupted";
        } catch (RuntimeException e) {
            failure = "a fault of the server: " + e;
        }
        if (!serves) {
            failed(launch, failure);
        }
    }

    private boolean serves(Launch launch, WorkerProcess process) {
        Worker worker = new Worker(launch.slot(), process, time.nanos());
        Duration took = Duration.ofNanos(worker.readyAt() - launch.begun());
        Worker before;
        crew.lock().lock();
        try {
            if (launch.slot().launch() != launch) {
                return false;
            }
            before = launch.slot().serves(worker, took);
            crew.serves(worker);
            if (before != null) {
                crew.retires(before);
            }
            changed();
        } finally {
            crew.lock().unlock();
        }
        log.ready(worker, took);
        launch.done().complete(null);
        var _ = process.gone().thenRun(() -> vanished(worker));
        var _ = process.exit().thenAccept(exit -> time.run(() -> exited(worker, exit)));
        if (before != null) {
            retire(before);
        }
        served.run();
        return true;
    }

    /// @param failure null where nobody wants it any more
    private void failed(Launch launch, @Nullable String failure) {
        WorkerProcess process = launch.process();
        if (process != null) {
            process.stop(Duration.ZERO);
        }
        Slot slot = launch.slot();
        if (failure == null) {
            launch.done().complete(log.stopped());
            return;
        }
        Exit exit = process == null ? null : exit(process);
        Refusal refusal = log.notStarted(failure);
        if (fails(launch, new LastExit(time.instant(), exit == null ? -1 : exit.code(), false, failure), refusal)) {
            log.notStarted(slot, failure, slot.ready() != null);
        }
        launch.done().complete(refusal);
    }

    /// How one ended that was stopped; null where that can't be had.
    private static @Nullable Exit exit(WorkerProcess process) {
        try {
            return process.exit().toCompletableFuture().get(EXIT_KNOWN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void tooLate(Launch launch) {
        Slot slot = launch.slot();
        WorkerProcess process = launch.process();
        String message = log.late(slot, rules.start().timeout(), process);
        Refusal refusal = log.late(slot, rules.start().timeout());
        if (fails(launch, new LastExit(time.instant(), -1, false, message), refusal)) {
            log.late(message);
            launch.abandon();
            launch.done().complete(refusal);
            WorkerProcess late = launch.process();
            if (late != null) {
                late.stop(Duration.ZERO);
            }
        }
    }

    /// @return whether it was still wanted
    private boolean fails(Launch launch, LastExit how, Refusal refusal) {
        Slot slot = launch.slot();
        crew.lock().lock();
        try {
            if (slot.launch() != launch) {
                return false;
            }
            slot.failed(time.nanos(), how);
            if (!crew.active()) {
                crew.wake(refusal);
            }
            rest(slot);
            changed();
            return true;
        } finally {
            crew.lock().unlock();
        }
    }

    /// Comes back when the slot may be started again. With the lock.
    private void rest(Slot slot) {
        long now = time.nanos();
        Duration rest = Duration.ofNanos(slot.failures().rest(now));
        if (!rest.isZero()) {
            boolean tooMany = slot.failures().tooMany(now);
            time.after(rest, () -> rested(slot));
            if (tooMany) {
                time.run(() -> log.givenUp(slot, rules.start().rapidFails(), rest));
            }
        }
    }

    private void rested(Slot slot) {
        crew.lock().lock();
        try {
            changed();
            long left = slot.failures().rest(time.nanos());
            if (left > 0 && left < EARLY.toNanos()) {
                time.after(EARLY, () -> rested(slot));
            }
        } finally {
            crew.lock().unlock();
        }
    }

    /// A process is dead.
    void vanished(Worker worker) {
        worker.vanished();
        crashed(worker, false);
    }

    /// @param lives whether it has still to be ended
    /// @return whether it was one that served
    private boolean crashed(Worker worker, boolean lives) {
        Slot slot = worker.slot();
        crew.lock().lock();
        try {
            if (slot.ready() != worker) {
                return false;
            }
            slot.crashed(time.nanos(), worker.readyAt());
            if (lives) {
                // the end of all waits for it, too
                crew.retires(worker);
            }
            rest(slot);
            changed();
            return true;
        } finally {
            crew.lock().unlock();
        }
    }

    private void exited(Worker worker, Exit exit) {
        vanished(worker);
        log.ended(worker, exit);
        worker.process().stop(Duration.ZERO);
        crew.lock().lock();
        try {
            worker.slot().exited(WorkerLog.lastExit(time.instant(), exit));
            crew.ended(worker);
        } finally {
            crew.lock().unlock();
        }
    }

    /// Nobody listens there, though the process has not ended.
    void deaf(Worker worker) {
        if (crashed(worker, true)) {
            log.deaf(worker);
            time.run(() -> stop(worker, rules.shutdown()));
        }
    }

    /// Ends one that gets no new requests, when those that it has are over. It is among those that retire.
    void retire(Worker worker) {
        long begun = time.nanos();
        worker.retire();
        if (worker.running() > 0) {
            goodbye(worker.pool());
        }
        // the rest is for the process itself: it says goodbye to WebSockets, and destroys its context
        Duration patience = rules.shutdown().multipliedBy(3).dividedBy(4);
        time.after(patience, worker::drainNoLonger);
        worker.whenDrained(() -> time.run(() -> {
            long running = worker.running();
            if (!worker.process().alive()) {
                // by itself, which is said elsewhere
                return;
            }
            if (running > 0) {
                log.cut(worker, running, rules.shutdown());
            }
            Duration left = rules.shutdown().minusNanos(time.nanos() - begun);
            stop(worker, rules.shutdown().isZero() || left.compareTo(LEAST_GRACE) > 0 ? left : LEAST_GRACE);
        }));
    }

    /// Tells one to say goodbye to those whose connections have left HTTP. Does not wait.
    void goodbye(HopPool pool) {
        time.run(() -> {
            try {
                pool.goAway(GOODBYE);
            } catch (IOException e) {
                // it is going already, or is told so soon by its end
                LOG.log(Level.DEBUG, "Context {0}: a worker can''t be told to say goodbye: {1}", crew.context(), e);
            }
        });
    }

    /// Ends one that gets no new requests. Waits.
    void stop(Worker worker, Duration grace) {
        worker.stopping();
        worker.retire();
        worker.process().stop(grace.isNegative() ? Duration.ZERO : grace);
    }

    /// Ends all. Waits.
    ///
    /// @param forever whether none is to be started again
    void stopAll(boolean forever) {
        List<Worker> workers;
        List<Launch> launches = new ArrayList<>();
        crew.lock().lock();
        try {
            workers = crew.retiring();
            for (Slot slot : crew.slots()) {
                Worker ready = slot.ready();
                Launch launch = slot.launch();
                if (ready != null) {
                    crew.retires(ready);
                    workers.add(ready);
                    slot.stopped(false);
                }
                if (launch != null) {
                    launch.abandon();
                    slot.abandoned();
                    launches.add(launch);
                }
            }
            if (forever) {
                crew.close();
            }
            crew.wake(log.stopped());
            crew.publish();
        } finally {
            crew.lock().unlock();
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Worker worker : workers) {
            ends.add(apart(() -> stop(worker, rules.shutdown())));
        }
        for (Launch launch : launches) {
            WorkerProcess process = launch.process();
            if (process != null) {
                ends.add(apart(() -> process.stop(Duration.ZERO)));
            }
            ends.add(launch.over());
        }
        ends.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Void> apart(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        time.run(() -> {
            try {
                task.run();
            } finally {
                done.complete(null);
            }
        });
        return done;
    }
}
