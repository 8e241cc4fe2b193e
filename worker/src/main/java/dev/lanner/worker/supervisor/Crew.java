package dev.lanner.worker.supervisor;

import dev.lanner.deploy.ContextName;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.process.WorkerProcess;
import dev.lanner.worker.supervisor.WorkerStatus.Counts;
import dev.lanner.worker.supervisor.WorkerStatus.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The workers of one context at this moment: what the supervisor's lock guards. Knows what is, and decides nothing.
/// Methods without a word on that are called with the lock held.
final class Crew {
    private final ContextName context;
    private final WorkerTime time;
    private final @Nullable Sticky sticky;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Worker, Instant> retiring = new HashMap<>();
    /// All processes that have been ready and have not ended. Read without the lock.
    private final Map<HopPool, Worker> byPool = new ConcurrentHashMap<>();
    private @Nullable CompletableFuture<@Nullable Refusal> waiting;
    private long waiters;
    private boolean closed;
    /// Written with the lock held, read without.
    private volatile Table table = Table.EMPTY;

    /// @param sticky null where there is one worker only
    Crew(ContextName context, WorkerRules rules, WorkerTime time, @Nullable Sticky sticky) {
        this.context = context;
        this.time = time;
        this.sticky = sticky;
        for (int i = 0; i < rules.processes(); i++) {
            slots.add(new Slot(i, rules.start().rapidFails(), time.instant()));
        }
    }

    ContextName context() {
        return context;
    }

    /// What guards the rest. Nothing blocks while it is held.
    ReentrantLock lock() {
        return lock;
    }

    /// Those that serve. With or without the lock.
    Table table() {
        return table;
    }

    /// The worker of these connections; null when it has ended. With or without the lock.
    @Nullable
    Worker worker(HopPool pool) {
        return byPool.get(pool);
    }

    /// The connections of all that have been ready and have not ended, those that take no more requests too. With or without
    /// the lock.
    List<HopPool> pools() {
        return List.copyOf(byPool.keySet());
    }

    List<Slot> slots() {
        return Collections.unmodifiableList(slots);
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /// Whether something runs, or is about to.
    boolean active() {
        return slots.stream().anyMatch(slot -> slot.ready() != null || slot.launch() != null);
    }

    boolean launching() {
        return slots.stream().anyMatch(slot -> slot.launch() != null);
    }

    void serves(Worker worker) {
        byPool.put(worker.pool(), worker);
    }

    void retires(Worker worker) {
        retiring.put(worker, time.instant());
    }

    List<Worker> retiring() {
        return new ArrayList<>(retiring.keySet());
    }

    void ended(Worker worker) {
        byPool.remove(worker.pool());
        retiring.remove(worker);
    }

    /// Shows what is to those who look without the lock, and lets those who wait look again where somebody serves.
    void publish() {
        long now = time.nanos();
        Instant instant = time.instant();
        @Nullable
        Worker[] ready = new @Nullable Worker[slots.size()];
        boolean wanting = false;
        for (Slot slot : slots) {
            slot.settle(closed, now, instant);
            ready[slot.index()] = slot.ready();
            wanting |= slot.state() == WorkerState.IDLE;
        }
        table = new Table(ready, wanting, sticky);
        if (!table.isEmpty()) {
            wake(null);
        }
    }

    boolean anybodyWaits() {
        return waiting != null;
    }

    long waiters() {
        return waiters;
    }

    /// What completes when a worker serves (with null), or none will for now.
    CompletableFuture<@Nullable Refusal> await() {
        CompletableFuture<@Nullable Refusal> begun = waiting;
        if (begun == null) {
            begun = new CompletableFuture<>();
            waiting = begun;
            waiters = 0;
        }
        waiters++;
        return begun;
    }

    /// Whether this is what those who wait now wait for.
    boolean isWaitedFor(CompletableFuture<@Nullable Refusal> coming) {
        return waiting == coming;
    }

    /// Somebody does not wait any more.
    void leave(CompletableFuture<@Nullable Refusal> waited) {
        if (waiting == waited) {
            waiters--;
        }
    }

    /// Ends the waiting of all.
    void wake(@Nullable Refusal refusal) {
        CompletableFuture<@Nullable Refusal> all = waiting;
        waiting = null;
        waiters = 0;
        if (all != null) {
            all.complete(refusal);
        }
    }

    /// How all workers are. Without the lock.
    List<WorkerStatus> statuses() {
        Map<WorkerProcess, Long> memory = new HashMap<>();
        for (WorkerProcess process : processes()) {
            memory.put(process, process.memory());
        }
        List<WorkerStatus> all = new ArrayList<>();
        lock.lock();
        try {
            long now = time.nanos();
            publish();
            for (Slot slot : slots) {
                WorkerProcess process = process(slot);
                all.add(slot.status(context, now, process == null ? -1 : memory.getOrDefault(process, -1L)));
            }
            retiring.forEach((worker, since) -> all.add(status(worker, since, now,
                    memory.getOrDefault(worker.process(), -1L))));
        } finally {
            lock.unlock();
        }
        return all;
    }

    private List<WorkerProcess> processes() {
        List<WorkerProcess> all = new ArrayList<>();
        lock.lock();
        try {
            for (Slot slot : slots) {
                WorkerProcess process = process(slot);
                if (process != null) {
                    all.add(process);
                }
            }
            retiring.keySet().forEach(worker -> all.add(worker.process()));
        } finally {
            lock.unlock();
        }
        return all;
    }

    private static @Nullable WorkerProcess process(Slot slot) {
        Worker ready = slot.ready();
        Launch launch = slot.launch();
        return ready != null ? ready.process() : launch == null ? null : launch.process();
    }

    private WorkerStatus status(Worker worker, Instant since, long now, long memory) {
        return new WorkerStatus(context, worker.slot().index(), WorkerState.RETIRING, since, worker.process().pid(),
                Duration.ofNanos(now - worker.readyAt()), new Load(worker.running(), worker.served(), memory),
                Counts.NONE,
                null);
    }
}
