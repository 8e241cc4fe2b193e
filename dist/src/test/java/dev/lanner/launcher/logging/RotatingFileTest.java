package dev.lanner.launcher.logging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RotatingFileTest {
    @TempDir Path logs;

    @Test
    void a_full_file_is_put_aside_and_the_oldest_is_deleted() throws IOException {
        Path file = logs.resolve("access.log");
        try (RotatingFile log = new RotatingFile(file, "#head\n", 20, 3)) {
            for (int i = 0; i < 8; i++) {
                log.write(("line " + i + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertEquals(List.of("#head", "line 6", "line 7"), Files.readAllLines(file));
        assertEquals(List.of("#head", "line 4", "line 5"), Files.readAllLines(logs.resolve("access.log.1")));
        assertEquals(List.of("#head", "line 2", "line 3"), Files.readAllLines(logs.resolve("access.log.2")));
        assertTrue(Files.notExists(logs.resolve("access.log.3")));
    }

    @Test
    void a_file_is_gone_on_with_after_a_restart_without_a_second_head() throws IOException {
        Path file = logs.resolve("access.log");
        for (int i = 0; i < 2; i++) {
            try (RotatingFile log = new RotatingFile(file, "#head\n", 1000, 2)) {
                log.write("line\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertEquals(List.of("#head", "line", "line"), Files.readAllLines(file));
    }

    @Test
    void one_file_begins_anew_and_a_line_longer_than_the_file_is_kept_whole() throws IOException {
        Path file = logs.resolve("access.log");
        try (RotatingFile log = new RotatingFile(file, "", 10, 1)) {
            log.write("a line that is too long\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(List.of("a line that is too long"), Files.readAllLines(file));
            log.write("next\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals(List.of("next"), Files.readAllLines(file));
    }
}
