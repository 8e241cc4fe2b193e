package dev.lanner.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Asserts at the end of a test class that nothing is left: platform threads, open sockets, and counters that were
/// registered.
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

    private record Before(Set<Thread> threads, int sockets) {
    }

    /// Adds a counter that must be zero at the end of each class, such as the buffers handed out.
    public static void register(String name, LongSupplier counter) {
        COUNTERS.put(name, counter);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        openOnce();
        context.getStore(NAMESPACE).put(context.getUniqueId(), new Before(threads(), sockets().size()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Before before = context.getStore(NAMESPACE).get(context.getUniqueId(), Before.class);
        if (before == null) {
            return;
        }
        try {
            Eventually.until("no socket is left", () -> sockets().size() <= before.sockets());
        } catch (AssertionError e) {
            throw new AssertionError("more than the " + before.sockets() + " sockets of before: " + described(), e);
        }
        try {
            Eventually.until("no thread is left", () -> left(before).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError("threads are left: " + left(before), e);
        }
        COUNTERS.forEach((name, counter) -> Eventually.until(name + " is 0", () -> counter.getAsLong() == 0));
    }

    /// The JDK keeps a socket of its own since the first one is closed.
    private static void openOnce() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel.open(server.getLocalAddress()).close();
        }
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

    /// The inodes of the open sockets.
    private static List<String> sockets() {
        List<String> inodes = new ArrayList<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return inodes;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring(8, target.length() - 1));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("the process' descriptors can't be listed", e);
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // closed while we looked
            return "";
        }
    }

    /// What the kernel knows of the open sockets.
    private static List<String> described() {
        List<String> inodes = sockets();
        List<String> known = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "unix")) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                    List<String> words = List.of(line.strip().split("\\s+"));
                    if (words.stream().anyMatch(inodes::contains)) {
                        known.add(table + " " + String.join(" ", words.subList(1, Math.min(4, words.size()))));
                    }
                }
            } catch (IOException e) {
                known.add(table + " can't be read");
            }
        }
        return known.isEmpty() ? inodes : known;
    }
}
