package dev.lanner.worker.process;

import dev.lanner.worker.process.Workers.Written;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A front server that is killed leaves no worker behind, whatever that does.
@Timeout(120)
class FrontDeathTest {
    @TempDir Path base;

    /// A front server with one worker.
    static final class Front {
        private Front() {
        }

        /// @param arguments the base directory, and what the worker does
        public static void main(String[] arguments) throws Exception {
            Workers workers = new Workers(Path.of(arguments[0]));
            WorkerProcess process = workers.start(arguments[1]);
            if (arguments[1].isEmpty()) {
                process.awaitReady(Workers.LONG);
            }
            System.out.println(process.pid());
            Thread.currentThread().join();
        }
    }

    private record Running(Process front, ProcessHandle worker) {
    }

    private Running front(String does) throws IOException {
        Process front = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                Front.class.getName(), base.toString(), does).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String pid = new BufferedReader(new InputStreamReader(front.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        return new Running(front, ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
    }

    private List<String> notes() throws IOException {
        try (Stream<Path> all = Files.list(base.resolve("workers/shop"))) {
            return all.map(each -> each.getFileName().toString()).filter(name -> name.endsWith(".process")).toList();
        }
    }

    @Test
    void aWorkerSeesThatItsFrontServerIsGone() throws Exception {
        Running running = front("");
        assertEquals(List.of("0a.process"), notes());

        running.front.destroyForcibly();

        running.worker.onExit().get(20, TimeUnit.SECONDS);
        try (Workers next = new Workers(base)) {
            next.start("").awaitReady(Workers.LONG);
            assertFalse(Files.exists(base.resolve("workers/shop/0b")), "nobody uses its directory any more");
        }
    }

    @Test
    void oneThatDoesNotSeeItIsKilledByTheNextFrontServer() throws Exception {
        Running running = front("never");
        running.front.destroyForcibly().waitFor();
        assertTrue(running.worker.isAlive());

        try (Workers next = new Workers(base, Workers.launch(base), Duration.ofMillis(100))) {
            Written written = Workers.written();
            WorkerSite site = next.open(written);
            WorkerProcess process = next.start(site, 0);
            process.awaitReady(Workers.LONG);
            running.worker.onExit().get(20, TimeUnit.SECONDS);
            assertTrue(process.alive(), "only the old one was killed");
        }
    }

    @Test
    void anotherProcessWithItsNumberIsLeftAlone() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "1000").start();
        try {
            Path place = Files.createDirectories(base.resolve("workers/shop"));
            Files.writeString(place.resolve("0a.process"), innocent.pid() + "\n1\n" + place.resolve("0a/s-1") + "\n");
            try (Workers next = new Workers(base, Workers.launch(base), Duration.ZERO)) {
                next.start("").awaitReady(Workers.LONG);
                assertFalse(Files.exists(base.resolve("workers/shop/0b")));
            }
            assertTrue(innocent.isAlive());
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void aHalfWrittenNoteIsPassedOver() throws Exception {
        Path place = Files.createDirectories(base.resolve("workers/shop"));
        Files.writeString(place.resolve("0a.process"), "12");
        try (Workers next = new Workers(base)) {
            next.start("").awaitReady(Workers.LONG);
            assertEquals(List.of("0a.process"), notes());
        }
        assertThrows(IOException.class, () -> Slot.leftover(place.resolve("0a.process")));
    }
}
