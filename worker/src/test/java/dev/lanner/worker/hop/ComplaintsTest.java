package dev.lanner.worker.hop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ComplaintsTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final List<String> lines = new ArrayList<>();
    private final Complaints complaints = new Complaints(now::get, lines::add);

    @Test
    void a_reason_has_one_line_a_second_which_counts_the_others() {
        for (int i = 0; i < 5; i++) {
            complaints.about("worker-lost", "lost");
        }
        complaints.about("worker-timeout", "late");
        assertEquals(List.of("lost", "late"), lines);

        now.addAndGet(1_000_000_000L);
        complaints.about("worker-lost", "lost");
        complaints.about("worker-timeout", "late");
        assertEquals(List.of("lost", "late", "lost (the same for 4 requests before)", "late"), lines);
    }
}
