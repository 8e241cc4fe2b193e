package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// The files that workers' output goes to.
class WorkerLogTest {
    @TempDir Path directory;

    private void write(WorkerLog log, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        log.write(bytes, bytes.length);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void namesHaveContextTimeAndProcess() {
        assertEquals("worker-shop_20261120T184502Z_4711.log",
                WorkerLog.name("shop", Instant.parse("2026-11-20T18:45:02.9Z"), 4711));
    }

    @Test
    void linesStayTogether() throws IOException {
        Path file = directory.resolve("w.log");
        try (WorkerLog log = new WorkerLog(file, new WorkerSpec.Output(10, 3))) {
            write(log, "1234567");
            write(log, "89\nab");
            write(log, "cdefghijklm\nx\n");
            write(log, "y\n");
        }
        assertEquals(List.of("w.log", "w.log.1", "w.log.2"), names());
        assertEquals("123456789\n", Files.readString(directory.resolve("w.log.2")));
        assertEquals("abcdefghijklm\n", Files.readString(directory.resolve("w.log.1")));
        assertEquals("x\ny\n", Files.readString(file));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void oneFileBeginsAnew() throws IOException {
        Path file = directory.resolve("w.log");
        try (WorkerLog log = new WorkerLog(file, new WorkerSpec.Output(4, 1))) {
            write(log, "one\n");
            write(log, "two\n");
            write(log, "\n3\n");
        }
        assertEquals(List.of("w.log"), names());
        assertEquals("\n3\n", Files.readString(file));
    }

    @Test
    void nothingWrittenNoFile() throws IOException {
        new WorkerLog(directory.resolve("w.log"), new WorkerSpec.Output(4, 1)).close();

        assertEquals(List.of(), names());
    }

    @Test
    void followsNoLink() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "");
        Path file = Files.createSymbolicLink(directory.resolve("w.log"), elsewhere);
        try (WorkerLog log = new WorkerLog(file, new WorkerSpec.Output(4, 1))) {
            assertThrows(IOException.class, () -> write(log, "x"));
        }
        assertEquals(0, Files.size(elsewhere));
        assertEquals(true, Files.isSymbolicLink(file) && Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void theNewestAreKept() throws IOException {
        for (String name : List.of("worker-shop_20260101T000000Z_1.log", "worker-shop_20260102T000000Z_9.log",
                "worker-shop_20260102T000000Z_9.log.1", "worker-shop_20260102T000000Z_9.log.2",
                "worker-shop_20260102T000000Z_9.crash.log", "worker-shop_20260103T000000Z_2.log",
                "worker-shop_20260103T000000Z_2.log.1", "worker-shop_b_20260101T000000Z_1.log", "worker-shop_x.log",
                "worker-shop2_20260101T000000Z_1.log", "access.log")) {
            Files.writeString(directory.resolve(name), name);
        }

        WorkerLog.prune(directory, "shop", Set.of(directory.resolve("worker-shop_20260103T000000Z_2.log")), 3);

        assertEquals(
                List.of("access.log", "worker-shop2_20260101T000000Z_1.log", "worker-shop_20260102T000000Z_9.crash.log",
                        "worker-shop_20260102T000000Z_9.log", "worker-shop_20260102T000000Z_9.log.1",
                        "worker-shop_20260103T000000Z_2.log", "worker-shop_20260103T000000Z_2.log.1",
                        "worker-shop_b_20260101T000000Z_1.log", "worker-shop_x.log"),
                names());
    }
}
