package dev.lanner.worker.supervisor;

import dev.lanner.deploy.ContextName;
import dev.lanner.worker.process.WorkerProcess;
import dev.lanner.worker.supervisor.WorkerStatus.Counts;
import dev.lanner.worker.supervisor.WorkerStatus.LastExit;
import dev.lanner.worker.supervisor.WorkerStatus.Load;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The place of one worker: the process that serves, or the one that is being started, and what was before. All but its
/// number is guarded by its supervisor's lock.
final class Slot {
    private final int index;
    private final Failures failures;
    private @Nullable Worker ready;
    private @Nullable Launch launch;
    private WorkerState state = WorkerState.IDLE;
    /// The one that was ready when the state was found.
    private @Nullable Worker known;
    private Instant since;
    private @Nullable LastExit lastExit;
    private long starts;
    private long failed;
    private long crashes;
    private long idleStops;
    private long recycles;
    private boolean proven;
    private Duration startTime = Duration.ZERO;

    Slot(int index, int rapidFails, Instant now) {
        this.index = index;
        failures = new Failures(rapidFails);
        since = now;
    }

    int index() {
        return index;
    }

    @Nullable
    Worker ready() {
        return ready;
    }

    @Nullable
    Launch launch() {
        return launch;
    }

    Failures failures() {
        return failures;
    }

    WorkerState state() {
        return state;
    }

    void launch(Launch begun) {
        launch = begun;
        starts++;
    }

    /// The process that was being started serves.
    ///
    /// @return the one that it replaces
    @Nullable
    Worker serves(Worker worker, Duration took) {
        Worker before = ready;
        ready = worker;
        proven = true;
        launch = null;
        startTime = took;
        if (before != null) {
            recycles++;
        }
        return before;
    }

    /// The process that was being started will not serve.
    void failed(long now, LastExit how) {
        launch = null;
        failed++;
        lastExit = how;
        failures.add(now, 0);
    }

    /// Nobody waits for the process that is being started.
    void abandoned() {
        launch = null;
        proven = false;
    }

    /// Whether it has served, and has not been stopped since.
    boolean proven() {
        return proven;
    }

    /// The process that served has failed.
    void crashed(long now, long readyAt) {
        ready = null;
        crashes++;
        failures.add(now, now - readyAt);
    }

    /// The process that served is being stopped.
    void stopped(boolean idle) {
        ready = null;
        proven = false;
        idleStops += idle ? 1 : 0;
    }

    void exited(LastExit how) {
        lastExit = how;
    }

    /// Finds its state anew.
    void settle(boolean closed, long now, Instant time) {
        WorkerState next;
        if (ready != null) {
            next = WorkerState.READY;
        } else if (closed) {
            next = WorkerState.STOPPED;
        } else if (launch != null) {
            next = WorkerState.STARTING;
        } else if (failures.rest(now) == 0) {
            next = WorkerState.IDLE;
        } else {
            next = failures.tooMany(now) ? WorkerState.GIVEN_UP : WorkerState.BACKING_OFF;
        }
        if (next != state || ready != null && ready != known) {
            state = next;
            known = ready;
            since = time;
        }
    }

    /// @param memory of its process
    WorkerStatus status(ContextName context, long now, long memory) {
        Worker serves = ready;
        Launch begins = launch;
        long pid = 0;
        Duration age = Duration.ZERO;
        Load load = Load.NONE;
        if (serves != null) {
            pid = serves.process().pid();
            age = Duration.ofNanos(now - serves.readyAt());
            load = new Load(serves.running(), serves.served(), memory);
        } else if (begins != null) {
            WorkerProcess process = begins.process();
            pid = process == null ? 0 : process.pid();
            age = Duration.ofNanos(now - begins.begun());
            load = new Load(0, 0, memory);
        }
        Counts counts = new Counts(starts, failed, crashes, idleStops, recycles, startTime);
        return new WorkerStatus(context, index, state, since, pid, age, load, counts, lastExit);
    }
}
