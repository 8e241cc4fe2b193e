package dev.lanner.worker.supervisor;

import dev.lanner.worker.supervisor.WorkerRules.Recycling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks from time to time whether workers have nothing to do, or are to be replaced. Safe for use by several threads.
final class Watch {
    private final Crew crew;
    private final WorkerRules rules;
    private final Lives lives;
    private final WorkerTime time;
    /// Guarded by the crew's lock, as the rest.
    private boolean looking;
    private long seen = -1;
    private long busy;

    Watch(Crew crew, WorkerRules rules, Lives lives, WorkerTime time) {
        this.crew = crew;
        this.rules = rules;
        this.lives = lives;
        this.time = time;
    }

    /// A process has begun to serve.
    void served() {
        if (!rules.recycling().any()) {
            return;
        }
        crew.lock().lock();
        try {
            busy = time.nanos();
            if (!looking) {
                looking = true;
                time.after(rules.recycling().interval(), this::look);
            }
        } finally {
            crew.lock().unlock();
        }
    }

    /// A worker has been given as many requests as it may.
    void full(Worker worker) {
        replace(worker, "it has been given " + worker.served() + " requests (worker.max-requests)");
    }

    private void look() {
        List<Worker> workers = serving();
        for (Worker worker : workers) {
            String why = old(worker);
            if (why != null) {
                replace(worker, why);
            }
        }
        if (!rules.recycling().idle().isZero()) {
            stopIdle();
        }
        crew.lock().lock();
        try {
            looking = crew.active();
            if (looking) {
                time.after(rules.recycling().interval(), this::look);
            }
        } finally {
            crew.lock().unlock();
        }
    }

    private List<Worker> serving() {
        List<Worker> workers = new ArrayList<>();
        crew.lock().lock();
        try {
            for (Slot slot : crew.slots()) {
                Worker ready = slot.ready();
                if (ready != null) {
                    workers.add(ready);
                }
            }
        } finally {
            crew.lock().unlock();
        }
        return workers;
    }

    private @Nullable String old(Worker worker) {
        Recycling bounds = rules.recycling();
        Duration age = Duration.ofNanos(time.nanos() - worker.readyAt());
        if (!bounds.age().isZero() && age.compareTo(bounds.age()) >= 0) {
            return "it is " + age.toSeconds() + " s old (worker.max-age)";
        }
        if (bounds.requests() > 0 && worker.served() >= bounds.requests()) {
            return "it has been given " + worker.served() + " requests (worker.max-requests)";
        }
        long memory = bounds.memory() > 0 ? worker.process().memory() : 0;
        return memory > bounds.memory() && bounds.memory() > 0
                ? "it has " + memory + " bytes in RAM (worker.max-memory)"
                : null;
    }

    /// Starts the one that will take its place; not within a minute after a failure, as it might fail, too.
    private void replace(Worker worker, String why) {
        Slot slot = worker.slot();
        crew.lock().lock();
        try {
            if (slot.ready() != worker || slot.launch() != null || slot.failures().any(time.nanos())) {
                return;
            }
            lives.begin(slot);
        } finally {
            crew.lock().unlock();
        }
        lives.log().replaced(worker, why);
    }

    private void stopIdle() {
        List<Worker> idle = new ArrayList<>();
        crew.lock().lock();
        try {
            if (!isIdle()) {
                return;
            }
            for (Slot slot : crew.slots()) {
                Worker ready = slot.ready();
                if (ready != null && ready.retireIdle()) {
                    slot.stopped(true);
                    crew.retires(ready);
                    idle.add(ready);
                }
            }
            lives.changed();
        } finally {
            crew.lock().unlock();
        }
        for (Worker worker : idle) {
            lives.log().idle(worker, rules.recycling().idle());
            time.run(() -> lives.stop(worker, rules.shutdown()));
        }
    }

    /// Whether there has been no request for long enough. All workers go together: clients are spread over them, and a single
    /// one would be started again by the next request to another.
    private boolean isIdle() {
        long running = 0;
        long given = 0;
        for (Slot slot : crew.slots()) {
            Worker ready = slot.ready();
            if (ready != null) {
                running += ready.running();
                given += ready.served();
            }
        }
        long now = time.nanos();
        if (running > 0 || given != seen || crew.launching()) {
            seen = given;
            busy = now;
        }
        return now - busy >= rules.recycling().idle().toNanos();
    }
}
