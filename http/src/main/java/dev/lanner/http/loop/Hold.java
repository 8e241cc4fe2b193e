package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/// A step that lasted so long that its loop was taken: who ran, and since when.
///
/// Whether the request is to blame shows at the step's end. A request that only lost its turn on a busy machine needs
/// little processor time to end; one that computes, or blocks its thread in native code, is another matter.
///
/// @param route where the request went
/// @param takenNanos when the loop was taken
/// @param cpuNanos the carrier's processor time then; negative where it is not known
record Hold(Route route, long takenNanos, long cpuNanos) {
    private static final long BUSY_NANOS = 500_000;
    private static final long BLOCKED_NANOS = 20_000_000;

    /// Reads the processor time of threads; made late, as it costs time at the start.
    private static final class Clock {
        private static final @Nullable ThreadMXBean THREADS = find();

        private Clock() {
        }

        private static @Nullable ThreadMXBean find() {
            ThreadMXBean bean = ManagementFactory.getThreadMXBean();
            return bean.isThreadCpuTimeSupported() && bean.isThreadCpuTimeEnabled() ? bean : null;
        }

        static long of(long threadId) {
            ThreadMXBean bean = THREADS;
            return bean == null ? -1 : bean.getThreadCpuTime(threadId);
        }
    }

    static Hold of(Route route, Thread carrier) {
        return new Hold(route, System.nanoTime(), Clock.of(carrier.threadId()));
    }

    /// Whether the request held the carrier by itself. Called by the carrier when the step has ended.
    boolean blamed(Thread carrier) {
        if (System.nanoTime() - takenNanos >= BLOCKED_NANOS) {
            return true;
        }
        long now = cpuNanos < 0 ? -1 : Clock.of(carrier.threadId());
        return now >= 0 && now - cpuNanos >= BUSY_NANOS;
    }
}
