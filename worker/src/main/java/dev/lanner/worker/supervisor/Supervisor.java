package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextName;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import dev.lanner.worker.hop.Workers;
import dev.lanner.worker.process.WorkerProcesses;
import dev.lanner.worker.supervisor.Table.Begun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The worker processes of one context: starts them when they are needed, and gives requests to them. Safe for use by
/// several threads.
final class Supervisor implements Workers {
    /// A process may end between being ready and being taken; somewhere it has to end.
    private static final int MOST_TURNS = 5;
    /// Requests wait for the end of a rest that is no longer than this.
    private static final Duration SHORT_REST = Duration.ofSeconds(2);

    private final WorkerRules rules;
    private final WorkerTime time;
    private final Crew crew;
    private final Lives lives;
    private final WorkerLog log;
    private final Watch watch;
    private final WorkerProcesses processes;
    private final AtomicReference<@Nullable CompletableFuture<Void>> closing = new AtomicReference<>();

    /// @param sticky what keeps clients at their worker; null where there is one worker only
    Supervisor(ContextName context, WorkerRules rules, WorkerProcesses processes, WorkerTime time,
            @Nullable Sticky sticky) {
        this.rules = rules;
        this.time = time;
        this.processes = processes;
        crew = new Crew(context, rules, time, sticky);
        lives = new Lives(crew, rules, processes, time, this::served);
        log = lives.log();
        watch = new Watch(crew, rules, lives, time);
    }

    private void served() {
        watch.served();
    }

    @Override
    public HopPool ready(FeatureCollection exchange) throws WorkerUnavailableException, InterruptedException {
        Table table = crew.table();
        Begun begun = table.wanting() ? null : table.begin(exchange);
        return (begun == null ? wait(exchange) : taken(begun)).pool();
    }

    private Worker taken(Begun begun) {
        if (begun.count() == rules.recycling().requests()) {
            time.run(() -> watch.full(begun.worker()));
        }
        return begun.worker();
    }

    private Worker wait(FeatureCollection exchange) throws WorkerUnavailableException, InterruptedException {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            CompletableFuture<@Nullable Refusal> coming = coming();
            if (coming != null) {
                await(coming, exchange);
            }
            Begun begun = crew.table().begin(exchange);
            if (begun != null) {
                return taken(begun);
            }
        }
        throw log.unsteady().exception();
    }

    /// Starts what is wanted.
    ///
    /// @return what to wait for; null where one serves
    /// @throws WorkerUnavailableException when there is nothing to wait for
    private @Nullable CompletableFuture<@Nullable Refusal> coming() throws WorkerUnavailableException {
        crew.lock().lock();
        try {
            crew.publish();
            boolean begun = false;
            for (Slot slot : crew.slots()) {
                if (slot.state() == WorkerState.IDLE) {
                    lives.begin(slot);
                    begun = true;
                }
            }
            if (begun) {
                crew.publish();
            }
            if (!crew.table().isEmpty()) {
                return null;
            }
            Refusal refusal = refusal();
            if (refusal != null) {
                throw refusal.exception();
            }
            boolean first = !crew.anybodyWaits();
            CompletableFuture<@Nullable Refusal> coming = crew.await();
            if (first) {
                time.after(rules.start().timeout().plus(SHORT_REST), () -> tooLong(coming));
            }
            return coming;
        } finally {
            crew.lock().unlock();
        }
    }

    /// Of several processes one may always be starting while another one fails: nobody waits for all of their attempts.
    private void tooLong(CompletableFuture<@Nullable Refusal> coming) {
        crew.lock().lock();
        try {
            if (crew.isWaitedFor(coming)) {
                crew.wake(log.tooLong(rules.start().timeout()));
            }
        } finally {
            crew.lock().unlock();
        }
    }

    /// Why a request can't wait for a worker. With the lock.
    private @Nullable Refusal refusal() {
        if (crew.closed()) {
            return log.stopped();
        }
        if (!crew.launching()) {
            long now = time.nanos();
            long rest = Long.MAX_VALUE;
            boolean tooMany = false;
            for (Slot slot : crew.slots()) {
                long own = slot.failures().rest(now);
                if (own < rest) {
                    rest = own;
                    tooMany = slot.failures().tooMany(now);
                }
            }
            if (tooMany) {
                return log.rapid(Duration.ofNanos(rest));
            }
            if (rest > SHORT_REST.toNanos()) {
                return log.resting(Duration.ofNanos(rest));
            }
        }
        return crew.waiters() >= rules.start().maxWaiting() ? log.tooManyWait(rules.start().maxWaiting()) : null;
    }

    private void await(CompletableFuture<@Nullable Refusal> coming, FeatureCollection exchange)
            throws WorkerUnavailableException, InterruptedException {
        CompletableFuture<@Nullable Refusal> mine = new CompletableFuture<>();
        var _ = coming.thenAccept(mine::complete);
        LifetimeFeature lifetime = exchange.get(Features.LIFETIME);
        if (lifetime != null) {
            // a client that has gone must not keep others from waiting
            var _ = lifetime.gone().thenRun(() -> mine.complete(log.left()));
        }
        Refusal refusal;
        try {
            refusal = mine.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is never completed so", e);
        } finally {
            if (!coming.isDone()) {
                leave(coming);
            }
        }
        if (refusal != null) {
            throw refusal.exception();
        }
    }

    private void leave(CompletableFuture<@Nullable Refusal> coming) {
        crew.lock().lock();
        try {
            crew.leave(coming);
        } finally {
            crew.lock().unlock();
        }
    }

    @Override
    public void ended(HopPool pool) {
        Worker worker = crew.worker(pool);
        if (worker != null) {
            worker.end();
        }
    }

    @Override
    public boolean lost(HopPool pool) {
        Worker worker = crew.worker(pool);
        if (worker == null) {
            return true;
        }
        if (worker.awaitGone(rules.start().lost())) {
            lives.vanished(worker);
            return true;
        }
        return worker.isStopping();
    }

    @Override
    public void refused(HopPool pool) {
        Worker worker = crew.worker(pool);
        if (worker != null && !lost(pool)) {
            lives.deaf(worker);
        }
    }

    @Override
    public List<HopPool> running() {
        return crew.table().pools();
    }

    /// Tells all to say goodbye to those whose connections have left HTTP. Does not wait.
    void goAway() {
        for (HopPool pool : crew.pools()) {
            lives.goodbye(pool);
        }
    }

    /// Whether something runs, or is about to.
    boolean active() {
        crew.lock().lock();
        try {
            return crew.active();
        } finally {
            crew.lock().unlock();
        }
    }

    /// Starts all workers, and waits until they serve.
    ///
    /// @throws DeploymentException when one does not; nothing runs then
    void start() throws DeploymentException {
        List<Launch> launches = new ArrayList<>();
        crew.lock().lock();
        try {
            if (crew.closed()) {
                throw new DeploymentException(log.stopped().message());
            }
            for (Slot slot : crew.slots()) {
                Launch launch = slot.launch();
                if (launch != null) {
                    launches.add(launch);
                } else if (slot.ready() == null) {
                    launches.add(lives.begin(slot));
                }
            }
            crew.publish();
        } finally {
            crew.lock().unlock();
        }
        Refusal refusal = outcome(launches);
        if (refusal != null) {
            lives.stopAll(false);
            throw new DeploymentException(refusal.message());
        }
    }

    /// Replaces all processes that serve by new ones, and waits until these serve.
    ///
    /// @throws DeploymentException when one does not start; the one that it should replace goes on then
    void recycle() throws DeploymentException {
        List<Launch> launches = new ArrayList<>();
        crew.lock().lock();
        try {
            for (Slot slot : crew.slots()) {
                Launch launch = slot.launch();
                if (launch != null) {
                    launches.add(launch);
                } else if (slot.ready() != null) {
                    launches.add(lives.begin(slot));
                }
            }
        } finally {
            crew.lock().unlock();
        }
        Refusal refusal = outcome(launches);
        if (refusal != null) {
            throw new DeploymentException(refusal.message());
        }
    }

    private static @Nullable Refusal outcome(List<Launch> launches) {
        Refusal first = null;
        for (Launch launch : launches) {
            Refusal refusal = launch.done().join();
            first = first == null ? refusal : first;
        }
        return first;
    }

    List<WorkerStatus> statuses() {
        return crew.statuses();
    }

    /// Ends all. Waits. Idempotent.
    void close() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = closing.compareAndExchange(null, mine);
        if (other != null) {
            other.join();
            return;
        }
        try {
            lives.stopAll(true);
            processes.close();
        } finally {
            mine.complete(null);
        }
    }
}
