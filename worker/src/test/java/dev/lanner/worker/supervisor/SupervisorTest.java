package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextName;
import dev.lanner.testkit.Eventually;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import dev.lanner.worker.supervisor.WorkerRules.Recycling;
import dev.lanner.worker.supervisor.WorkerRules.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SupervisorTest {
    private static final Recycling NEVER = new Recycling(Duration.ZERO, Duration.ZERO, 0, 0);
    private static final ContextName SHOP = new ContextName("/shop");

    private final FakeTime time = new FakeTime();
    private final FakeProcesses processes = new FakeProcesses(time);

    private Supervisor supervisor(int count, boolean always, Recycling recycling) {
        Start start = new Start(Duration.ofMinutes(2), 3, 10, Duration.ofMillis(1));
        WorkerRules rules = new WorkerRules(count, always, start, Duration.ofSeconds(10), recycling);
        return new Supervisor(SHOP, rules, processes, time, count > 1 ? new Sticky(SHOP, count) : null);
    }

    private Supervisor one() {
        return supervisor(1, false, NEVER);
    }

    private static List<WorkerState> states(Supervisor supervisor) {
        return supervisor.statuses().stream().map(WorkerStatus::state).toList();
    }

    private static WorkerStatus status(Supervisor supervisor) {
        return supervisor.statuses().getFirst();
    }

    // ---- start

    @Test
    void nothing_runs_before_the_first_request() {
        Supervisor supervisor = one();

        assertEquals(0, processes.count());
        assertFalse(supervisor.active());
        WorkerStatus idle = status(supervisor);
        assertEquals(WorkerState.IDLE, idle.state());
        assertEquals(0, idle.pid());
    }

    @Test
    void all_requests_wait_for_the_same_start() {
        Supervisor supervisor = one();
        Asking first = new Asking(supervisor).waits();
        Asking second = new Asking(supervisor).waits();
        FakeProcess process = processes.get(0);

        assertEquals(List.of(WorkerState.STARTING), states(supervisor));
        assertEquals(process.pid(), status(supervisor).pid());
        assertTrue(supervisor.active());
        time.advance(700);
        process.ready();

        assertSame(process.pool(), first.pool());
        assertSame(process.pool(), second.pool());
        assertSame(process.pool(), new Asking(supervisor).pool());
        assertEquals(1, processes.count());
        WorkerStatus ready = status(supervisor);
        assertEquals(WorkerState.READY, ready.state());
        assertEquals(new WorkerStatus.Load(3, 3, 1000), ready.load());
        assertEquals(Duration.ofMillis(700), ready.counts().startTime());
    }

    @Test
    void a_start_that_fails_answers_those_who_wait_with_the_reason() {
        Supervisor supervisor = one();
        Asking first = new Asking(supervisor).waits();
        Asking second = new Asking(supervisor).waits();
        processes.get(0).fails("LNR-4021 it is no WAR\nmore of that");

        WorkerUnavailableException refused = first.refused(502, "worker-start-failed");
        second.refused(502, "worker-start-failed");
        assertTrue(String.valueOf(refused.getMessage()).endsWith("did not start: LNR-4021 it is no WAR"),
                refused.getMessage());
        assertEquals(List.of(Duration.ZERO), processes.get(0).stops());
        WorkerStatus failed = status(supervisor);
        assertEquals(WorkerState.IDLE, failed.state(), "the first failure has no rest");
        assertEquals(1, failed.counts().failures());
        assertEquals("LNR-4021 it is no WAR\nmore of that", there(failed.lastExit()).reason());
    }

    private static <T> T there(@Nullable T value) {
        assertNotNull(value);
        return value;
    }

    @Test
    void there_may_be_no_process_at_all() {
        processes.refuse("LNR-7121 there is no JDK");
        Supervisor supervisor = one();

        assertTrue(String.valueOf(new Asking(supervisor).refused(502, "worker-start-failed").getMessage())
                .contains("there is no JDK"));
        assertEquals(-1, there(status(supervisor).lastExit()).code());
    }

    @Test
    void one_that_is_not_ready_in_time_is_killed() {
        Supervisor supervisor = one();
        Asking asking = new Asking(supervisor).waits();
        time.advance(119_999);
        asking.waits();
        time.advance(1);

        asking.refused(503, "worker-startup-timeout");
        assertEquals(Duration.ZERO, processes.get(0).stops().getFirst());
        assertEquals(1, status(supervisor).counts().failures());
        new Asking(supervisor).waits();
        assertEquals(2, processes.count());
        processes.get(0).ready();
        assertEquals(List.of(WorkerState.STARTING), states(supervisor), "the late one is nobody's");
    }

    @Test
    void only_some_may_wait() {
        Supervisor supervisor = one();
        List<Asking> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(new Asking(supervisor).waits());
        }

        assertEquals(Duration.ofSeconds(1),
                new Asking(supervisor).refused(503, "worker-start-queue-full").retryAfter());
        waiting.getFirst().interrupt();
        Asking instead = new Asking(supervisor).waits();
        new Asking(supervisor).refused(503, "worker-start-queue-full");
        waiting.get(1).disconnect();
        waiting.get(1).refused(503, "client-left");
        new Asking(supervisor).waits();
        processes.get(0).ready();
        assertSame(processes.get(0).pool(), instead.pool());
    }

    // ---- end

    @Test
    void one_that_ends_by_itself_is_followed_by_another() {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        HopPool before = new Asking(supervisor).pool();
        time.advance(5_000);
        processes.get(0).ends(137, "some words");

        assertTrue(supervisor.lost(before));
        WorkerStatus ended = status(supervisor);
        assertEquals(WorkerState.IDLE, ended.state());
        assertEquals(1, ended.counts().crashes());
        assertEquals(new WorkerStatus.LastExit(time.instant(), 137, false, "some words"), ended.lastExit());
        assertNotEquals(before, new Asking(supervisor).pool());
        assertEquals(2, processes.count());
        supervisor.ended(before);
        assertEquals(1, status(supervisor).load().running());
    }

    @Test
    void exit_code_0_that_nobody_asked_for_is_a_failure() {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        new Asking(supervisor).pool();
        processes.get(0).ends(0, "");
        new Asking(supervisor).pool();
        processes.get(1).ends(0, "");

        assertEquals(List.of(WorkerState.BACKING_OFF), states(supervisor));
        assertEquals(2, status(supervisor).counts().crashes());
    }

    @Test
    void a_request_waits_for_a_short_rest_and_is_refused_for_a_long_one() {
        Supervisor supervisor = one();
        processes.each(process -> process.endsSoon(1, ""));
        new Asking(supervisor).refused(502, "worker-start-failed");
        for (long rest : new long[]{0, 250, 500, 1000, 2000}) {
            int before = processes.count();
            if (rest > 0) {
                Asking waiting = new Asking(supervisor).waits();
                time.advance(rest - 1);
                waiting.waits();
                assertEquals(before, processes.count());
                time.advance(1);
                waiting.refused(502, "worker-start-failed");
            } else {
                new Asking(supervisor).refused(502, "worker-start-failed");
            }
            assertEquals(before + 1, processes.count());
        }

        assertEquals(Duration.ofSeconds(4), new Asking(supervisor).refused(503, "worker-backing-off").retryAfter());
        time.advance(2_500);
        new Asking(supervisor).waits();
    }

    @Test
    void who_waits_for_the_end_of_a_rest_is_served_though_the_timer_is_early() {
        time.early(Duration.ofNanos(1));
        Supervisor supervisor = one();
        processes.each(process -> process.endsSoon(1, ""));
        new Asking(supervisor).refused(502, "worker-start-failed");
        new Asking(supervisor).refused(502, "worker-start-failed");
        Asking waiting = new Asking(supervisor).waits();
        processes.each(FakeProcess::readySoon);
        time.advance(260);

        assertSame(processes.last().pool(), waiting.pool());
    }

    @Test
    void a_web_application_that_fails_again_and_again_gets_exactly_ten_starts_a_minute() {
        Supervisor supervisor = one();
        processes.each(process -> process.endsSoon(1, "no"));
        List<Long> starts = new ArrayList<>();
        for (long at = 0; at < 60_000; at += 50) {
            ask(supervisor);
            while (starts.size() < processes.count()) {
                starts.add(at);
            }
            time.advance(50);
        }

        assertEquals(10, starts.size(), () -> "started at " + starts);
        assertTrue(starts.get(9) < 40_000, () -> "started at " + starts);
        time.advance(starts.getFirst());
        ask(supervisor);
        assertEquals(11, processes.count(), "the minute is over");
    }

    /// A client that asks without a break, without waiting for the answer.
    private void ask(Supervisor supervisor) {
        time.quiet();
        if (states(supervisor).getFirst() != WorkerState.BACKING_OFF) {
            new Asking(supervisor).settled();
        }
    }

    @Test
    void while_it_is_given_up_requests_are_told_when_to_come_back() {
        Supervisor supervisor = one();
        processes.each(process -> process.endsSoon(1, "no"));
        for (int i = 0; i < 1200 && states(supervisor).getFirst() != WorkerState.GIVEN_UP; i++) {
            ask(supervisor);
            time.advance(50);
        }
        assertEquals(List.of(WorkerState.GIVEN_UP), states(supervisor));
        int before = processes.count();

        Duration after = new Asking(supervisor).refused(503, "worker-rapid-fail").retryAfter();
        assertTrue(after != null && !after.isZero() && after.compareTo(Duration.ofMinutes(1)) <= 0, "" + after);
        assertEquals(before, processes.count());
    }

    @Test
    void an_answer_that_did_not_come_is_no_end_of_a_process() {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        HopPool pool = new Asking(supervisor).pool();

        assertFalse(supervisor.lost(pool));
        assertEquals(List.of(WorkerState.READY), states(supervisor));
    }

    @Test
    void one_that_listens_no_more_is_taken_out_though_it_lives() {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        HopPool pool = new Asking(supervisor).pool();
        supervisor.refused(pool);

        assertNotEquals(pool, new Asking(supervisor).pool());
        assertEquals(List.of(Duration.ofSeconds(10), Duration.ZERO), processes.get(0).stops());
        assertEquals(1, status(supervisor).counts().crashes());
    }

    @Test
    void with_the_server_it_is_started_again_without_a_request_once_it_has_served() throws Exception {
        Supervisor supervisor = supervisor(1, true, NEVER);
        processes.each(FakeProcess::readySoon);
        supervisor.start();
        processes.get(0).ends(1, "");
        assertEquals(2, processes.count());
        processes.each(process -> process.endsSoon(1, ""));
        processes.get(1).ends(1, "");

        assertEquals(2, processes.count(), "the second failure has a rest");
        time.advance(250);
        assertEquals(3, processes.count());
    }

    // ---- idle

    @Test
    void one_without_requests_is_stopped_and_started_by_the_next() {
        Supervisor supervisor = supervisor(1, false, new Recycling(Duration.ofMinutes(5), Duration.ZERO, 0, 0));
        processes.each(FakeProcess::readySoon);
        HopPool pool = new Asking(supervisor).pool();
        time.advance(Duration.ofMinutes(60));
        assertEquals(List.of(WorkerState.READY), states(supervisor), "a request runs");
        supervisor.ended(pool);
        time.advance(Duration.ofMinutes(4));
        supervisor.ended(new Asking(supervisor).pool());
        time.advance(Duration.ofMinutes(4));
        assertEquals(List.of(WorkerState.READY), states(supervisor));
        time.advance(Duration.ofMinutes(1).plusSeconds(5));

        assertEquals(List.of(WorkerState.IDLE), states(supervisor));
        assertEquals(Duration.ofSeconds(10), processes.get(0).stops().getFirst());
        assertEquals(1, status(supervisor).counts().idleStops());
        assertEquals(0, status(supervisor).counts().crashes());
        assertNotEquals(pool, new Asking(supervisor).pool());
    }

    @Test
    void nobody_looks_while_nothing_runs() {
        Supervisor supervisor = supervisor(1, false, new Recycling(Duration.ofSeconds(1), Duration.ZERO, 0, 0));
        processes.each(FakeProcess::readySoon);
        supervisor.ended(new Asking(supervisor).pool());
        time.advance(Duration.ofMinutes(3));

        assertEquals(0, time.due());
    }

    // ---- replacement

    @Test
    void the_new_one_serves_before_the_old_one_ends() throws Exception {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        HopPool old = new Asking(supervisor).pool();
        time.advance(1_000);
        processes.each(process -> {
        });
        CompletableFuture<Void> recycled = CompletableFuture.runAsync(() -> recycle(supervisor));
        Eventually.until("the new one", () -> processes.all().size() == 2);
        assertSame(old, new Asking(supervisor).pool(), "the new one is not ready");
        supervisor.ended(old);
        processes.get(1).ready();
        recycled.get(10, TimeUnit.SECONDS);

        assertSame(processes.get(1).pool(), new Asking(supervisor).pool());
        assertEquals(List.of(WorkerState.READY, WorkerState.RETIRING), states(supervisor));
        assertEquals(1, supervisor.statuses().getLast().load().running());
        assertEquals(time.instant(), status(supervisor).since());
        time.advance(3_000);
        assertEquals(List.of(), processes.get(0).stops());
        supervisor.ended(old);
        time.quiet();
        assertEquals(Duration.ofSeconds(7), processes.get(0).stops().getFirst());
        assertEquals(List.of(WorkerState.READY), states(supervisor));
        assertEquals(1, status(supervisor).counts().recycles());
        assertEquals(0, status(supervisor).counts().crashes());
    }

    private static void recycle(Supervisor supervisor) {
        try {
            supervisor.recycle();
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requests_that_do_not_end_are_cut_within_the_shutdown_timeout() throws Exception {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        new Asking(supervisor).pool();
        supervisor.recycle();
        time.advance(7_499);
        assertEquals(List.of(), processes.get(0).stops());
        time.advance(1);

        assertEquals(Duration.ofMillis(2_500), processes.get(0).stops().getFirst());
    }

    @Test
    void age_requests_and_memory_lead_to_another() {
        Supervisor supervisor = supervisor(1, false, new Recycling(Duration.ZERO, Duration.ofMinutes(10), 3, 5000));
        processes.each(FakeProcess::readySoon);
        supervisor.ended(new Asking(supervisor).pool());
        time.advance(Duration.ofMinutes(10).plusSeconds(2));
        assertEquals(2, processes.count(), "age");
        processes.get(1).memory(5001);
        time.advance(2_000);
        assertEquals(3, processes.count(), "memory");
        supervisor.ended(new Asking(supervisor).pool());
        supervisor.ended(new Asking(supervisor).pool());
        assertEquals(3, processes.count());
        HopPool third = new Asking(supervisor).pool();
        assertSame(processes.get(2).pool(), third);
        assertEquals(4, processes.count(), "requests");
        assertSame(processes.get(3).pool(), new Asking(supervisor).pool());
        assertEquals(3, status(supervisor).counts().recycles());
    }

    @Test
    void when_the_new_one_does_not_start_the_old_one_goes_on() {
        Supervisor supervisor = supervisor(1, false, new Recycling(Duration.ZERO, Duration.ofMinutes(10), 0, 0));
        processes.each(FakeProcess::readySoon);
        HopPool old = new Asking(supervisor).pool();
        processes.each(process -> process.endsSoon(1, "no"));

        DeploymentException refused = assertThrows(DeploymentException.class, supervisor::recycle);
        assertTrue(String.valueOf(refused.getMessage()).startsWith("LNR-7156 Context /shop"), refused.getMessage());
        assertSame(old, new Asking(supervisor).pool());
        time.advance(Duration.ofMinutes(10).plusSeconds(2));
        assertEquals(3, processes.count());
        time.advance(Duration.ofSeconds(50));
        assertEquals(3, processes.count(), "not tried again within a minute");
        time.advance(Duration.ofSeconds(15));
        assertEquals(4, processes.count());
        assertSame(old, new Asking(supervisor).pool());
    }

    @Test
    void when_the_old_one_ends_meanwhile_requests_wait_for_the_new_one() {
        Supervisor supervisor = supervisor(1, false, new Recycling(Duration.ZERO, Duration.ofMinutes(10), 0, 0));
        processes.each(FakeProcess::readySoon);
        HopPool old = new Asking(supervisor).pool();
        processes.each(process -> {
        });
        time.advance(Duration.ofMinutes(10).plusSeconds(2));
        processes.get(0).ends(139, "");
        assertTrue(supervisor.lost(old));

        assertEquals(List.of(WorkerState.STARTING), states(supervisor));
        Asking asking = new Asking(supervisor).waits();
        processes.get(1).ready();
        assertSame(processes.get(1).pool(), asking.pool());
        assertEquals(2, processes.count());
    }

    // ---- several

    @Test
    void the_first_request_starts_all_and_takes_the_first_that_is_ready() {
        Supervisor supervisor = supervisor(3, false, NEVER);
        Asking asking = new Asking(supervisor).waits();
        assertEquals(3, processes.count());
        FakeProcess quick = processes.get(1);
        quick.ready();

        assertSame(quick.pool(), asking.pool());
        assertEquals(1, states(supervisor).stream().filter(state -> state == WorkerState.READY).count());
    }

    @Test
    void two_that_end_at_once_are_both_followed() {
        Supervisor supervisor = supervisor(2, false, NEVER);
        processes.each(FakeProcess::readySoon);
        new Asking(supervisor).pool();
        time.quiet();
        processes.get(0).endsSoon(137, "");
        processes.get(1).endsSoon(137, "");
        time.quiet();
        assertEquals(List.of(WorkerState.IDLE, WorkerState.IDLE), states(supervisor));
        new Asking(supervisor).pool();

        assertEquals(4, processes.count());
        time.quiet();
        assertEquals(List.of(WorkerState.READY, WorkerState.READY), states(supervisor));
    }

    @Test
    void the_others_serve_while_one_is_missing() {
        Supervisor supervisor = supervisor(2, false, NEVER);
        processes.each(FakeProcess::readySoon);
        new Asking(supervisor).pool();
        time.quiet();
        processes.each(process -> {
        });
        processes.get(0).ends(137, "");
        HopPool other = new Asking(supervisor).pool();

        assertSame(processes.get(1).pool(), other);
        assertEquals(3, processes.count(), "and the request has one started");
        assertSame(other, new Asking(supervisor).pool());
        assertEquals(3, processes.count());
    }

    @Test
    void nobody_waits_for_all_attempts_of_several_that_never_get_ready() {
        Supervisor supervisor = supervisor(2, false, NEVER);
        Asking asking = new Asking(supervisor).waits();
        time.advance(Duration.ofMinutes(2).plusSeconds(2));

        asking.refused(503, "worker-startup-timeout");
        Asking next = new Asking(supervisor).waits();
        processes.last().ready();
        assertSame(processes.last().pool(), next.pool());
    }

    // ---- by hand

    @Test
    void a_start_by_hand_waits_until_all_serve() throws Exception {
        Supervisor supervisor = supervisor(2, false, NEVER);
        processes.each(FakeProcess::readySoon);
        supervisor.start();
        supervisor.start();

        assertEquals(2, processes.count());
        assertEquals(List.of(WorkerState.READY, WorkerState.READY), states(supervisor));
    }

    @Test
    void nothing_runs_after_a_start_by_hand_that_failed() {
        Supervisor supervisor = supervisor(2, true, NEVER);
        processes.each(process -> {
            if (process.index() == 0) {
                process.readySoon();
            } else {
                process.endsSoon(1, "no");
            }
        });

        assertThrows(DeploymentException.class, supervisor::start);
        time.quiet();
        assertFalse(supervisor.active());
        assertEquals(2, processes.count());
        assertTrue(processes.all().stream().noneMatch(FakeProcess::alive));
    }

    // ---- the end of all

    @Test
    void close_stops_all_once_and_then_lets_go_of_their_files() {
        Supervisor supervisor = supervisor(2, true, NEVER);
        processes.each(FakeProcess::readySoon);
        new Asking(supervisor).pool();
        time.quiet();
        supervisor.close();
        supervisor.close();
        time.quiet();

        assertTrue(processes.all().stream().noneMatch(FakeProcess::alive));
        assertEquals(Duration.ofSeconds(10), processes.get(0).stops().getFirst());
        assertEquals(1, processes.closes());
        assertEquals(2, processes.count());
        assertEquals(List.of(WorkerState.STOPPED, WorkerState.STOPPED), states(supervisor));
        new Asking(supervisor).refused(503, "worker-stopped");
        assertThrows(DeploymentException.class, supervisor::start);
    }

    @Test
    void close_while_one_is_being_started_kills_it_and_answers_those_who_wait() {
        Supervisor supervisor = one();
        Asking asking = new Asking(supervisor).waits();
        FakeProcess process = processes.get(0);
        supervisor.close();

        asking.refused(503, "worker-stopped");
        assertEquals(Duration.ZERO, process.stops().getFirst());
        time.advance(Duration.ofMinutes(5));
        assertEquals(1, processes.count());
        assertEquals(0, status(supervisor).counts().failures());
    }

    @Test
    void what_is_closed_stays_so_though_a_start_by_hand_was_under_way() throws Exception {
        Supervisor supervisor = one();
        CompletableFuture<Void> starting = CompletableFuture
                .runAsync(() -> assertThrows(DeploymentException.class, supervisor::start));
        Eventually.until("it starts", () -> processes.all().size() == 1);
        supervisor.close();
        starting.get(10, TimeUnit.SECONDS);

        new Asking(supervisor).refused(503, "worker-stopped");
        assertEquals(1, processes.count());
    }

    @Test
    void close_ends_one_that_retires() throws Exception {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        new Asking(supervisor).pool();
        supervisor.recycle();
        supervisor.close();
        time.quiet();

        assertTrue(processes.all().stream().noneMatch(FakeProcess::alive));
        assertEquals(2, processes.count());
    }

    @Test
    void close_waits_for_one_that_listens_no_more_but_lives() throws Exception {
        Supervisor supervisor = one();
        processes.each(FakeProcess::readySoon);
        HopPool pool = new Asking(supervisor).pool();
        CompletableFuture<Void> end = processes.get(0).lingers();
        supervisor.refused(pool);
        assertEquals(List.of(WorkerState.IDLE, WorkerState.RETIRING), states(supervisor));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(supervisor::close);
        Eventually.until("it is asked once more", () -> processes.get(0).stops().size() == 2);

        assertFalse(closed.isDone());
        assertEquals(0, processes.closes());
        end.complete(null);
        closed.get(10, TimeUnit.SECONDS);
        assertEquals(1, processes.closes());
    }

    @Test
    void an_interrupted_request_leaves_with_that() {
        Supervisor supervisor = one();
        Asking asking = new Asking(supervisor).waits();

        assertInstanceOf(InterruptedException.class, asking.interrupt());
    }
}
