package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.ChaosServlet;
import dev.lanner.launcher.app.EchoEndpoint;
import dev.lanner.launcher.deployment.ChaosLedger.Result;
import dev.lanner.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Worker processes are killed at random while clients of all kinds use the server. Each request is counted: none is lost on
/// another context, none hangs, on the killed one all failures have a name, and nothing is left at the end.
///
/// `-Dlanner.chaos.seconds=300` for five minutes, `-Dlanner.chaos.seed=N` for the same order of events.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class WorkerChaosTest {
    private static final List<String> IN_PROCESS = List.of("/a", "/b");
    private static final List<String> WORKERS = List.of("/one", "/two");
    private static final List<String> ALL = List.of("/a", "/b", "/one", "/two");
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(30);
    private static final long SECOND = 1_000_000_000;
    /// The longest time between the end of a process and the start of the next one, and that start.
    private static final long LONGEST_REST = 25 * SECOND;
    /// So many kills in a row of the same process delay the next request by its start alone.
    private static final int BORNE = 4;
    private static final Pattern LINE = Pattern
            .compile("\"target\":\"(/\\w+).*?\"status\":(\\d+).*?(?:\"reason\":\"([^\"]+)\")?,"
                    + "\"connection\"");
    private static final Pattern REASON = Pattern.compile("worker-(lost|timeout|backing-off)");

    private final long seed = Long.getLong("lanner.chaos.seed", System.nanoTime());
    private final ChaosLedger ledger = new ChaosLedger();

    @TempDir Path directory;

    @Test
    void eachRequestIsServedOrItsFailureHasAName() throws Exception {
        configure();
        try (LannerProcess server = LannerProcess.start(directory, "");
                ChaosClients clients = new ChaosClients(server.address(),
                        STARTUP_TIMEOUT.plus(REQUEST_TIMEOUT).plusSeconds(10), ledger)) {
            assertTrue(clients.probe("/a") && clients.probe("/b"), () -> ledger.faults().toString());
            long sockets = sockets(server.pid());
            for (String context : WORKERS) {
                assertTrue(clients.probe(context), () -> ledger.faults().toString());
            }
            ALL.forEach(clients::use);
            disturb(clients, Integer.getInteger("lanner.chaos.seconds", 20) * SECOND);
            clients.end();
            System.out.println("seed " + seed + "\n" + ledger.report(ALL));
            assertEquals(List.of(), ledger.faults());
            assertEachContextWasUsed();
            assertNothingIsLeft(server, clients, sockets);
            server.stop();
            assertLogNamesEachFailure();
        }
    }

    private void configure() throws IOException {
        Path conf = Files.createDirectories(directory.resolve("base/conf/contexts"));
        Files.writeString(conf.resolveSibling("lanner.yaml"), """
                access-log: all
                access-log-format: json
                access-log-max-size: 1073741824
                worker:
                  start: on-first-request
                  startup-timeout: %ds
                  request-timeout: %ds
                  rapid-fails: 100
                  jvm-args: -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -XX:-CreateCoredumpOnCrash
                """.formatted(STARTUP_TIMEOUT.toSeconds(), REQUEST_TIMEOUT.toSeconds()));
        Files.writeString(conf.resolve("one.yaml"), "hosting: worker\n");
        Files.writeString(conf.resolve("two.yaml"), "hosting: worker\nworker:\n  processes: 2\n");
        Path webapps = Files.createDirectories(LannerProcess.webapps(directory));
        for (String context : ALL) {
            Wars.war().classes(ChaosServlet.class).classes(EchoEndpoint.class).write(webapps.resolve(
                    context.substring(1) + ".war"));
        }
    }

    // ---- what is done to the processes

    /// Each context has its own enemy.
    private void disturb(ChaosClients clients, long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        try (ExecutorService enemies = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (String context : WORKERS) {
                Random random = new Random(seed + context.hashCode());
                running.add(enemies.submit(() -> {
                    disturb(clients, context, random, end);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private void disturb(ChaosClients clients, String context, Random random, long end) throws Exception {
        int kills = 0;
        calm(random);
        while (end - System.nanoTime() > 0) {
            long victim = victim(clients, context, random);
            int dice = random.nextInt(10);
            if (dice < 8) {
                kill(clients, context, victim, dice < 6 ? "KILL" : "SEGV", random, ++kills);
            } else {
                stopForAWhile(clients, context, victim, random);
            }
            calm(random);
        }
    }

    private static void calm(Random random) {
        LockSupport.parkNanos(200_000_000 + random.nextInt(1500) * 1_000_000L);
    }

    /// One of the processes that serve the context.
    private static long victim(ChaosClients clients, String context, Random random) {
        List<Long> known = new ArrayList<>();
        Eventually.until("a process answers", () -> {
            known.addAll(clients.processes(context, System.nanoTime() - SECOND).stream().filter(WorkerChaosTest::lives)
                    .toList());
            return !known.isEmpty();
        });
        return known.get(random.nextInt(known.size()));
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    private static void signal(long pid, String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor(), name);
    }

    /// The first request afterwards must be served, whatever became of those that were under way. A process that is killed
    /// again and again is started later and later: then it may be refused for a while.
    private void kill(ChaosClients clients, String context, long victim, String name, Random random, int kills)
            throws Exception {
        long from = System.nanoTime();
        signal(victim, name);
        if (name.equals("SEGV")) {
            // until its report is written it holds what it was given
            Eventually.until("the process has ended", () -> !lives(victim));
        }
        long begin = System.nanoTime();
        boolean first = clients.probe(context);
        boolean served = first;
        while (!served && System.nanoTime() - begin < LONGEST_REST) {
            LockSupport.parkNanos(SECOND / 4);
            served = clients.probe(context);
        }
        ledger.recovered(System.nanoTime() - begin);
        Eventually.until("the process has ended", () -> !lives(victim));
        calm(random);
        ledger.disturbed(context, name, from);
        assertTrue(first || kills > BORNE && served,
                () -> "the first request after " + name + ", kill " + kills + ": " + ledger.report(ALL));
    }

    private void stopForAWhile(ChaosClients clients, String context, long victim, Random random) throws Exception {
        long from = System.nanoTime();
        signal(victim, "STOP");
        // shorter or longer than requests wait
        LockSupport.parkNanos(2 * SECOND + random.nextInt((int) REQUEST_TIMEOUT.toMillis()) * 1_000_000L);
        signal(victim, "CONT");
        boolean served = clients.probe(context);
        calm(random);
        ledger.disturbed(context, "STOP", from);
        assertTrue(served, () -> "the first request after CONT: " + ledger.report(ALL));
    }

    // ---- what must hold

    private void assertEachContextWasUsed() {
        for (String context : ALL) {
            for (ChaosLedger.Kind kind : ChaosLedger.Kind.values()) {
                assertTrue(ledger.count(context, kind, Result.SERVED) > 0, context + " " + kind);
            }
        }
        for (String context : IN_PROCESS) {
            assertTrue(ledger.longest(context).compareTo(Duration.ofSeconds(10)) < 0, () -> ledger.report(ALL));
        }
    }

    private void assertNothingIsLeft(LannerProcess server, ChaosClients clients, long sockets) throws Exception {
        for (String context : WORKERS) {
            server.ask("undeploy", Map.of("context", context));
        }
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        Eventually.until("no process is left", () -> process.descendants().findAny().isEmpty());
        assertEquals(List.of(), clients.processes().stream().filter(pid -> pid != server.pid())
                .filter(WorkerChaosTest::lives).toList());
        Eventually.until("no socket is left open", () -> sockets(server.pid()) <= sockets);
        try (Stream<Path> files = Files.walk(directory.resolve("base"))) {
            assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".sock")
                    && !file.startsWith(directory.resolve("base/run"))).toList());
        }
    }

    private static long sockets(long pid) {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return all.filter(each -> {
                try {
                    return Files.readSymbolicLink(each).toString().startsWith("socket:");
                } catch (IOException e) {
                    // it was closed meanwhile
                    return false;
                }
            }).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As many refusals as the clients have seen, each with its reason code.
    private void assertLogNamesEachFailure() throws IOException {
        List<String> unnamed = new ArrayList<>();
        Map<String, Long> refused = new TreeMap<>();
        for (String line : Files.readAllLines(directory.resolve("base/logs/access.log"))) {
            Matcher parts = LINE.matcher(line);
            assertTrue(parts.find(), line);
            if (Integer.parseInt(parts.group(2)) >= 500) {
                refused.merge(parts.group(1), 1L, Long::sum);
                if (parts.group(3) == null || !REASON.matcher(parts.group(3)).matches()) {
                    unnamed.add(line);
                }
            }
        }
        assertEquals(List.of(), unnamed);
        for (String context : ALL) {
            assertEquals(ledger.count(context, Result.REFUSED), refused.getOrDefault(context, 0L), context);
        }
    }
}
