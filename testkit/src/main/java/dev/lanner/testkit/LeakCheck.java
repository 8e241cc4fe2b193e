package dev.lanner.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Asserts at the end of a test class that nothing is left: platform threads,
/// open sockets, and counters that were registered.
///
/// Threads that the JDK makes once and keeps are not counted.
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakCheck.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final List<String> LASTING = List.of("ForkJoinPool", "CompletableFutureDelayScheduler",
            "VirtualThread-unblocker", "VirtualThread-unparker", "Read-Poller", "Write-Poller", "Master-Poller",
            "MasterPoller", "SubPoller", "Poller", "Common-Cleaner", "Cleaner-", "process reaper", "Attach Listener",
            "junit-", "surefire", "ping-", "in-memory-timer", "Notification Thread", "JNA Cleaner", "Keep-Alive-",
            "HttpClient-", "idle-connection-reaper");
    private static final Map<String, LongSupplier> COUNTERS = new ConcurrentHashMap<>();

    private record Before(Set<Thread> threads, long sockets) {
    }

    /// Adds a counter that must be zero at the end of each class, such as the
    /// buffers handed out.
    public static void register(String name, LongSupplier counter) {
        COUNTERS.put(name, counter);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(NAMESPACE).put(context.getUniqueId(), new Before(threads(), sockets()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Before before = context.getStore(NAMESPACE).get(context.getUniqueId(), Before.class);
        if (before == null) {
            return;
        }
        Eventually.until("no socket is left, " + before.sockets() + " were there before",
                () -> sockets() <= before.sockets());
        try {
            Eventually.until("no thread is left", () -> left(before).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError("threads are left: " + left(before), e);
        }
        COUNTERS.forEach((name, counter) -> Eventually.until(name + " is 0", () -> counter.getAsLong() == 0));
    }

    private static Set<Thread> left(Before before) {
        Set<Thread> left = threads();
        left.removeAll(before.threads());
        return left;
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> LASTING.stream().anyMatch(thread.getName()::startsWith));
        return threads;
    }

    private static long sockets() {
        long count = 0;
        if (!Files.isDirectory(DESCRIPTORS)) {
            return count;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                count += isSocket(descriptor) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new AssertionError("the process' descriptors can't be listed", e);
        }
        return count;
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            // closed while we looked
            return false;
        }
    }
}
