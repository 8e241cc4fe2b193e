package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextName;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.testkit.Eventually;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import dev.lanner.worker.supervisor.WorkerRules.Recycling;
import dev.lanner.worker.supervisor.WorkerRules.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Requests on several threads, while processes are replaced, die or are closed under them.
class SupervisorRaceTest {
    private static final ContextName SHOP = new ContextName("/shop");
    private static final int CLIENTS = 4;

    private final FakeTime time = new FakeTime();
    private final FakeProcesses processes = new FakeProcesses(time);
    private final ConcurrentHashMap<HopPool, FakeProcess> byPool = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Supervisor supervisor = new Supervisor(SHOP, new WorkerRules(1, false,
            new Start(Duration.ofMinutes(2), 1000, 100, Duration.ofMillis(1)), Duration.ofSeconds(10),
            new Recycling(Duration.ZERO, Duration.ZERO, 0, 0)), processes, time, null);

    private List<CompletableFuture<Void>> clients() {
        processes.each(process -> {
            byPool.put(process.pool(), process);
            process.readySoon();
        });
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            // not virtual: those that never wait would keep the others from running
            clients.add(CompletableFuture.runAsync(this::client, task -> Thread.ofPlatform().daemon().start(task)));
        }
        return clients;
    }

    private void client() {
        while (!over.get()) {
            try {
                HopPool pool = supervisor.ready(new FeatureCollection());
                FakeProcess process = byPool.get(pool);
                if (process != null) {
                    process.running().incrementAndGet();
                    Thread.yield();
                    process.running().decrementAndGet();
                }
                supervisor.ended(pool);
                served.incrementAndGet();
            } catch (WorkerUnavailableException e) {
                refused.incrementAndGet();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void end(List<CompletableFuture<Void>> clients) throws Exception {
        over.set(true);
        for (CompletableFuture<Void> client : clients) {
            client.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void no_process_is_stopped_under_a_request_while_it_is_replaced() throws Exception {
        List<CompletableFuture<Void>> clients = clients();
        for (int i = 0; i < 200; i++) {
            int before = served.get();
            supervisor.recycle();
            if (i == 0) {
                supervisor.start();
            }
            Eventually.until("requests are served", () -> served.get() > before);
        }
        end(clients);
        time.quiet();

        assertTrue(processes.count() >= 200, "" + processes.count());
        assertEquals(0, processes.all().stream().mapToInt(FakeProcess::cut).sum());
        assertEquals(0, refused.get());
        assertEquals(1, supervisor.statuses().size(), "the old ones have ended");
        assertEquals(0, supervisor.statuses().getFirst().load().running());
    }

    @Test
    void a_dead_process_is_given_to_nobody_who_has_seen_it_dead() throws Exception {
        List<CompletableFuture<Void>> clients = clients();
        for (int i = 0; i < 50; i++) {
            HopPool pool = supervisor.ready(new FeatureCollection());
            FakeProcess process = byPool.get(pool);
            assertTrue(process != null);
            process.endsSoon(137, "");
            assertTrue(supervisor.lost(pool));
            supervisor.ended(pool);
            time.advance(10_000);
            HopPool next = supervisor.ready(new FeatureCollection());
            assertTrue(next != pool);
            supervisor.ended(next);
            time.advance(60_000);
        }
        end(clients);

        assertEquals(51, processes.count());
        assertEquals(50, supervisor.statuses().getFirst().counts().crashes());
    }

    @RepeatedTest(20)
    void close_while_requests_come_leaves_no_process() throws Exception {
        List<CompletableFuture<Void>> clients = clients();
        CompletableFuture<Void> recycling = CompletableFuture.runAsync(() -> {
            try {
                supervisor.recycle();
            } catch (DeploymentException e) {
                // closed meanwhile
                served.incrementAndGet();
            }
        }, Thread::startVirtualThread);
        List<CompletableFuture<Void>> closes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            closes.add(CompletableFuture.runAsync(supervisor::close, Thread::startVirtualThread));
        }
        for (CompletableFuture<Void> close : closes) {
            close.get(10, TimeUnit.SECONDS);
        }
        recycling.get(10, TimeUnit.SECONDS);
        end(clients);
        time.quiet();

        assertTrue(processes.all().stream().noneMatch(FakeProcess::alive));
        assertEquals(1, processes.closes());
        assertEquals(WorkerState.STOPPED, supervisor.statuses().getFirst().state());
    }
}
