package dev.lanner.worker.process;

import dev.lanner.worker.process.WorkerProcess.Exit;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The life of a worker process, from its start to its end, good or bad.
@Timeout(120)
class ChildProcessTest {
    @TempDir Path base;
    private Workers workers;

    @BeforeEach
    void prepare() throws IOException {
        workers = new Workers(base);
    }

    @AfterEach
    void end() {
        workers.close();
    }

    private static Exit exit(WorkerProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private List<String> files(String directory) throws IOException {
        try (Stream<Path> all = Files.walk(base.resolve(directory))) {
            return all.filter(Files::isRegularFile).map(file -> base.relativize(file).toString()).sorted().toList();
        }
    }

    private static long child(WorkerProcess process) throws Exception {
        while (true) {
            Path log = Path.of(process.log());
            String text = Files.exists(log) ? Files.readString(log) : "";
            int at = text.indexOf("child ");
            if (at >= 0 && text.indexOf('\n', at) > 0) {
                return Long.parseLong(text.substring(at + 6, text.indexOf('\n', at)));
            }
            Thread.onSpinWait();
        }
    }

    /// A dead process whose parent has died before may wait for the system's first process for a while: it does not run.
    private static boolean runs(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String all = Files.readString(stat);
            return all.charAt(all.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Test
    void startsAndStops() throws Exception {
        WorkerProcess process = workers.start("");
        process.awaitReady(Workers.LONG);
        assertTrue(process.alive());
        assertTrue(process.memory() > 1 << 20, "memory " + process.memory());
        assertFalse(process.exit().toCompletableFuture().isDone());

        process.stop(Workers.LONG);

        assertFalse(process.alive());
        assertFalse(runs(process.pid()));
        assertFalse(Files.exists(Path.of("/proc", Long.toString(process.pid()))), "no zombie is left");
        Exit exit = exit(process);
        assertEquals(143, exit.code());
        assertTrue(exit.asked());
        assertNull(exit.report());
        assertEquals(-1, process.memory());
        assertEquals(1, files("workers").size(), "only the copy of the WAR: " + files("workers"));
        process.stop(Workers.LONG);
    }

    @Test
    void exitsWithZeroBeforeItIsReady() throws Exception {
        WorkerProcess process = workers.start("exit-0");

        String message = assertThrows(WorkerStartException.class, () -> process.awaitReady(Workers.LONG)).getMessage();

        assertEquals("LNR-7130: context /shop: its worker (process " + process.pid()
                + ") ended with exit code 0 before it was ready; it wrote nothing", message);
        assertEquals(new Exit(0, false, "", null), exit(process));
        assertEquals(List.of(), files("logs"));
    }

    @Test
    void exitsWithOneAndLastWords() throws Exception {
        WorkerProcess process = workers.start("exit-1");

        String message = assertThrows(WorkerStartException.class, () -> process.awaitReady(Workers.LONG)).getMessage();

        assertTrue(
                message.endsWith("ended with exit code 1 before it was ready; all of its output is in " + process.log()
                        + ", the end:\nto standard output\nthe last words"),
                message);
        assertEquals(new Exit(1, false, "to standard output\nthe last words", null), exit(process));
        assertEquals("to standard output\nthe last words\n", Files.readString(Path.of(process.log())));
        assertTrue(Path.of(process.log()).getFileName().toString()
                .matches("worker-shop_[0-9]{8}T[0-9]{6}Z_" + process.pid() + "\\.log"), process.log());
    }

    @Test
    void isNeverReady() throws Exception {
        WorkerProcess process = workers.start("never");

        String message = assertThrows(WorkerStartException.class, () -> process.awaitReady(Duration.ofMillis(300)))
                .getMessage();

        assertEquals("LNR-7131: context /shop: its worker (process " + process.pid()
                + ") was not ready within 300 ms (worker.startup-timeout); it wrote nothing", message);
        assertTrue(process.alive(), "whoever waited decides what becomes of it");
    }

    @Test
    void saysThatItsApplicationCannotBeStarted() throws Exception {
        WorkerProcess process = workers.start("broken");

        String message = assertThrows(WorkerStartException.class, () -> process.awaitReady(Workers.LONG)).getMessage();

        assertEquals("LNR-7132: context /shop: LNR-1: it has no servlet", message);
    }

    @Test
    void isKilledWhenItDoesNotEndByItself() throws Exception {
        WorkerProcess process = workers.start("deaf");
        process.awaitReady(Workers.LONG);

        process.stop(Duration.ofMillis(200));

        assertEquals(new Exit(137, true, "", null), exit(process));
        assertFalse(runs(process.pid()));
    }

    @Test
    void dyingOfASignal() throws Exception {
        WorkerProcess process = workers.start("");
        process.awaitReady(Workers.LONG);

        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();

        assertEquals(new Exit(137, false, "", null), exit(process));
        assertTrue(process.gone().toCompletableFuture().isDone());
        assertEquals(1, files("workers").size(), "no socket is left: " + files("workers"));
    }

    @Test
    void crashOfTheJvmLeavesAReport() throws Exception {
        WorkerProcess process = workers.start("");
        process.awaitReady(Workers.LONG);

        assertEquals(0, new ProcessBuilder("sh", "-c", "kill -SEGV " + process.pid()).start().waitFor());

        Exit exit = exit(process);
        assertEquals(134, exit.code());
        assertNotNull(exit.report());
        assertTrue(Files.readString(Path.of(exit.report())).contains("SIGSEGV"), exit.report());
        assertTrue(exit.words().contains("# A fatal error has been detected by the Java Runtime Environment:"),
                exit.words());
        assertEquals(base.resolve("logs"), Path.of(exit.report()).getParent());
        assertEquals(1, files("workers").size(), files("workers").toString());
    }

    @Test
    void fullHeapEndsIt() throws Exception {
        Workers.Written written = Workers.written();
        written.arguments = List.of("-Ddoes=fill");
        written.heap = 32 << 20;
        WorkerProcess process = workers.start(written);

        assertThrows(WorkerStartException.class, () -> process.awaitReady(Workers.LONG));

        Exit exit = exit(process);
        assertEquals(3, exit.code());
        assertTrue(exit.words().contains("Terminating due to java.lang.OutOfMemoryError: Java heap space"),
                exit.words());
    }

    @Test
    void whatItHasStartedEndsWithIt() throws Exception {
        WorkerProcess process = workers.start("child");
        process.awaitReady(Workers.LONG);
        long child = child(process);
        assertTrue(runs(child));

        process.stop(Workers.LONG);

        assertFalse(runs(child));
    }

    @Test
    void whatLeftItsSessionEndsWithItToo() throws Exception {
        WorkerProcess process = workers.start("lost-child");
        process.awaitReady(Workers.LONG);
        long child = child(process);

        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
        exit(process);

        assertFalse(runs(child));
    }

    @Test
    void whatMakesProcessesWithoutEndIsKilledWithAllOfThem() throws Exception {
        WorkerProcess process = workers.start("breeder");
        process.awaitReady(Workers.LONG);
        ProcessFamily family = Slot.leftover(base.resolve("workers/shop/0a.process")).family();
        while (family.members().size() < 10) {
            Thread.onSpinWait();
        }

        process.stop(Workers.LONG);

        assertEquals(List.of(), family.members());
    }

    @Test
    void whatItLeavesWhenItExitsIsKilled() throws Exception {
        WorkerProcess process = workers.start("exit-leaving-child");

        Exit exit = exit(process);

        assertEquals(7, exit.code());
        assertFalse(runs(child(process)));
    }

    @Test
    void controlCharactersOfItsWordsAreNotShown() throws Exception {
        Exit exit = exit(workers.start("noise"));

        assertEquals("?[31mred? tab\nh\u00e9\nbad\ufffd?", exit.words());
    }

    @Test
    void logsThatCannotBeWrittenHoldNobodyUp() throws Exception {
        Workers.Written written = Workers.written();
        written.arguments = List.of("-Ddoes=flood");
        WorkerSite site = workers.open(written);
        Files.delete(base.resolve("logs"));
        Files.writeString(base.resolve("logs"), "no directory");
        WorkerProcess process = workers.start(site, 0);

        process.awaitReady(Workers.LONG);
        process.stop(Workers.LONG);

        assertTrue(exit(process).words().endsWith("the flood is over"), "its words are kept all the same");
    }

    @Test
    void isStoppedBeforeItIsReadyByTwoAtOnce() throws Exception {
        WorkerProcess process = workers.start("never");
        Thread other = Thread.ofVirtual().start(() -> process.stop(Workers.LONG));
        process.stop(Workers.LONG);
        other.join();

        assertEquals(143, exit(process).code());
        assertTrue(exit(process).asked());
        String message = assertThrows(WorkerStartException.class, () -> process.awaitReady(Workers.LONG)).getMessage();
        assertTrue(message.contains("ended with exit code 143 (signal 15) before it was ready"), message);
    }

    @Test
    void whoeverIsInterruptedWhileStoppingKills() throws Exception {
        WorkerProcess process = workers.start("deaf");
        process.awaitReady(Workers.LONG);
        Thread.currentThread().interrupt();

        process.stop(Workers.LONG);

        assertTrue(Thread.interrupted(), "the interruption is for the caller");
        assertEquals(137, exit(process).code());
    }

    @Test
    void aForeignListenerGetsNoToken() throws Exception {
        assumeTrue(Account.self().root(), "only root can have a worker of another user");
        Workers.Written written = Workers.written();
        written.user = "nobody";
        Path reachable = Files.createTempDirectory(Path.of("/var/tmp"), "lanner-test-");
        Files.setPosixFilePermissions(reachable, PosixFilePermissions.fromString("rwxr-xr-x"));
        WorkerLaunch launch = Workers.launch(reachable);
        // what is started is not Java: it never listens
        Path java = Files.createDirectories(reachable.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexec sleep 1000\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        WorkerLaunch sleeping = new WorkerLaunch(reachable.resolve("jdk"), launch.options(), launch.program(),
                launch.arguments(), reachable, launch.environment());
        try (Workers others = new Workers(reachable, sleeping, Workers.LONG);
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            WorkerProcess process = others.start(written);
            Path note = reachable.resolve("workers/shop@nobody/0a.process");
            listener.bind(UnixDomainSocketAddress.of(Slot.leftover(note).socket()));

            String message = assertThrows(WorkerStartException.class, () -> process.awaitReady(Workers.LONG))
                    .getMessage();

            assertTrue(message.startsWith("LNR-7133: context /shop: the process that listens at "), message);
            assertTrue(message.contains(" is one of the user root and not of nobody"), message);
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(-1, accepted.read(ByteBuffer.allocate(100)), "it was told nothing");
            }
        } finally {
            Removal.delete(reachable);
        }
    }

    @Test
    void floodOfOutputIsRotated() throws Exception {
        Workers.Written written = Workers.written();
        written.arguments = List.of("-Ddoes=flood");
        written.logSize = 1 << 20;
        written.logFiles = 3;
        WorkerProcess process = workers.start(written);

        process.awaitReady(Workers.LONG);
        process.stop(Workers.LONG);

        List<String> logs = files("logs");
        assertEquals(3, logs.size(), logs.toString());
        for (String log : logs) {
            long size = Files.size(base.resolve(log));
            assertTrue(size <= (1 << 20) + (1 << 16), log + " has " + size);
            String text = Files.readString(base.resolve(log));
            assertTrue(text.startsWith("xxx") && text.endsWith("\n"), "lines are whole");
        }
        assertTrue(Files.readString(Path.of(process.log())).endsWith("\nthe flood is over\n"));
        assertTrue(exit(process).words().endsWith("\nthe flood is over"));
    }
}
