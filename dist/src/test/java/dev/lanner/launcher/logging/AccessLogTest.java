package dev.lanner.launcher.logging;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AccessLogTest {
    @TempDir Path logs;

    @Test
    void a_line_is_the_combined_format_with_reason_id_and_time() throws IOException {
        FieldList headers = new FieldList(2);
        headers.add("Referer", "http://a/");
        headers.add("User-Agent", "curl \"x\"");
        Path file = logs.resolve("access.log");
        try (AccessLog log = AccessLog.open(settings(Settings.ACCESS_LOG, Settings.AccessLog.ALL), file)) {
            log.log(entry("GET", "/a?b", 200, headers, null));
            log.log(entry("GET", "/x\" 200 5\n127.0.0.1", 400, Fields.EMPTY, "bad-target"));
            log.log(entry(null, null, 400, Fields.EMPTY, "bad-request-line"));
        }

        assertEquals("""
                10.0.0.1 - - [20/Nov/2026:10:15:30 +0000] "GET /a?b HTTP/1.1" 200 5 "http://a/" \
                "curl \\"x\\"" - c1:2 1234
                10.0.0.1 - - [20/Nov/2026:10:15:30 +0000] "GET /x\\" 200 5\\n127.0.0.1 HTTP/1.1" 400 5 "-" "-" \
                bad-target c1:2 1234
                10.0.0.1 - - [20/Nov/2026:10:15:30 +0000] "-" 400 5 "-" "-" bad-request-line c1:2 1234
                """, Files.readString(file));
    }

    @Test
    void the_setting_decides_what_is_wanted() throws IOException {
        assertNull(AccessLog.open(settings(Settings.ACCESS_LOG, Settings.AccessLog.OFF), logs.resolve("a")));
        assertTrue(Files.notExists(logs.resolve("a")));
        try (AccessLog rejected = AccessLog.open(settings(Settings.ACCESS_LOG, Settings.AccessLog.REJECTED),
                logs.resolve("a"));
                AccessLog all = AccessLog.open(settings(Settings.ACCESS_LOG, Settings.AccessLog.ALL),
                        logs.resolve("a"))) {
            assertFalse(rejected.wantsAll());
            assertTrue(all.wantsAll());
        }
    }

    @Test
    void a_disk_that_hangs_holds_no_request_and_memory_is_bounded() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        long[] written = {0};
        AccessLog log = new AccessLog(true, new NcsaFormat(true, true), new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("lines are written at once");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writing.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                written[0] += length;
            }
        });
        RequestLogEntry entry = entry("GET", "/" + "x".repeat(1000), 200, Fields.EMPTY, null);
        for (int i = 0; i < 10_000; i++) {
            log.log(entry);
        }
        assertTrue(writing.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < 10_000; i++) {
            log.log(entry);
        }
        go.countDown();
        log.close();

        assertTrue(written[0] < 12 << 20, "lines that don't fit are dropped: " + written[0]);
    }

    @Test
    void after_the_end_nothing_is_taken() throws IOException {
        AccessLog log = AccessLog.open(settings(Settings.ACCESS_LOG, Settings.AccessLog.ALL), logs.resolve("a"));
        log.close();
        log.log(entry("GET", "/", 200, Fields.EMPTY, null));
        log.close();

        assertEquals(0, Files.size(logs.resolve("a")));
    }

    private static SettingValues settings(Object... pairs) {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((Setting<?>) pairs[i], new SettingValues.Value(pairs[i + 1], "test"));
        }
        return new SettingValues(null, values);
    }

    private static RequestLogEntry entry(String method, String target, int status, Fields headers, String reason) {
        return new RequestLogEntry(Instant.parse("2026-11-20T10:15:30.5Z").toEpochMilli(), 1_234_567, "c1", "c1:2",
                "10.0.0.1", null, method, target, "HTTP/1.1", status, 5, headers, reason, "http", null, null);
    }
}
