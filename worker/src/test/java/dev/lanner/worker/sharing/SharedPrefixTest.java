package dev.lanner.worker.sharing;

import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.sharing.RegisteredProcess.Wanted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedPrefixTest {
    private static final FeatureCollection REQUEST = new FeatureCollection();

    private final List<RegisteredProcess> processes = new ArrayList<>();
    private SharedPrefix shared;

    @BeforeEach
    void threeProcesses() throws Exception {
        UrlPrefix prefix = UrlPrefix.parse("http://shop.example:80/");
        shared = new SharedPrefix(prefix);
        for (String name : List.of("a", "b", "c")) {
            Wanted wanted = new Wanted(name, 1, "/base", List.of(prefix), true);
            processes.add(
                    new RegisteredProcess(wanted, "u", new HopPool(Path.of("/nowhere"), PairingToken.random(), "u"),
                            Instant.EPOCH));
        }
        processes.forEach(shared::add);
    }

    private List<Integer> running() {
        return processes.stream().map(RegisteredProcess::running).toList();
    }

    @Test
    void equals_have_their_turn() throws Exception {
        List<HopPool> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            HopPool pool = shared.ready(REQUEST);
            shared.ended(pool);
            chosen.add(pool);
        }

        assertEquals(3, new HashSet<>(chosen.subList(0, 3)).size());
        assertEquals(chosen.subList(0, 3), chosen.subList(3, 6));
    }

    @Test
    void a_request_goes_to_the_one_that_has_fewest() throws Exception {
        for (int i = 0; i < 9; i++) {
            shared.ready(REQUEST);
        }
        assertEquals(List.of(3, 3, 3), running());
        RegisteredProcess free = processes.get(1);
        shared.ended(free.pool());
        shared.ended(free.pool());

        assertSame(free.pool(), shared.ready(REQUEST));
        assertSame(free.pool(), shared.ready(REQUEST));
        assertEquals(List.of(3, 3, 3), running());
        assertEquals(11, processes.stream().mapToLong(RegisteredProcess::served).sum());
    }

    /// A request may look at the list just before a process is taken out of it.
    @Test
    void nothing_is_given_to_one_that_has_left_though_it_is_in_the_list_yet() throws Exception {
        RegisteredProcess leaving = processes.getFirst();
        leaving.leave();
        for (int i = 0; i < 6; i++) {
            assertNotSame(leaving.pool(), shared.ready(REQUEST));
        }

        assertEquals(List.of(0, 3, 3), running());
        assertEquals(0, leaving.served());
    }

    @Test
    void without_a_process_it_says_so() {
        processes.forEach(shared::remove);
        assertFalse(shared.isIdle(), "they may have requests yet");
        processes.forEach(shared::forget);

        WorkerUnavailableException e = assertThrows(WorkerUnavailableException.class, () -> shared.ready(REQUEST));

        assertEquals("502 process-gone PT1S", e.status() + " " + e.reason() + " " + e.retryAfter());
        assertTrue(shared.isIdle());
    }

    @Test
    void one_that_leaves_is_lost_and_one_that_stays_is_not() {
        processes.getFirst().leave();

        assertTrue(shared.lost(processes.getFirst().pool()));
        assertFalse(shared.lost(processes.getLast().pool()));
        assertTrue(shared.lost(new HopPool(Path.of("/nowhere"), PairingToken.random(), "u")),
                "it is not known any more");
    }

    @Test
    void its_last_request_is_waited_for() throws Exception {
        HopPool pool = shared.ready(REQUEST);
        RegisteredProcess process = processes.stream().filter(each -> each.pool() == pool).findFirst().orElseThrow();
        process.leave();
        Thread waiting = Thread.ofVirtual().start(() -> process.awaitNone(Duration.ofDays(1)));
        shared.ended(pool);

        assertTrue(waiting.join(Duration.ofSeconds(10)));
    }
}
