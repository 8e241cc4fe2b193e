package dev.lanner.launcher.logging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00.000Z", "2000-02-29T23:59:59.999Z", "2026-11-20T10:15:30.123Z",
        "2100-03-01T00:00:00.001Z", "1969-12-31T23:59:59.999Z", "2400-02-29T12:00:00.500Z"})
    void times_are_those_of_the_jdk(String time) {
        StringBuilder line = new StringBuilder();
        LogFormat.time(Instant.parse(time).toEpochMilli(), line);

        assertEquals(time, line.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            no parameter {0}   | no parameter a
            {0}{1}             | a8080
            {2}                | {2}
            it''s {0}          | it's a
            {1,number,0000000} | 0008080
            {0                 | {0
            """)
    void parameters_are_put_in(String pattern, String expected) {
        assertEquals(expected, LogFormat.message(pattern, new Object[]{"a", 8080}));
    }

    @Test
    void nothing_in_a_text_can_forge_a_line_or_move_the_cursor() {
        StringBuilder line = new StringBuilder();
        LogFormat.escape("a\r\nb\t\u001b[2J\u0000\u2028\u202e\u0085\"\\é😀\ud800", true, line);

        assertEquals("a\\r\\nb\\t\\u001b[2J\\u0000\\u2028\\u202e\\u0085\\\"\\\\é😀\\ud800", line.toString());
    }

    @Test
    void a_line_has_time_level_logger_and_message_and_then_the_trace() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ServerLog log = new ServerLog(out);
        log.logger("a.B").log(System.Logger.Level.WARNING, "x {0}", "1\n2");
        log.logger("a.B").log(System.Logger.Level.ERROR, "y",
                new IllegalStateException("in\nside", new RuntimeException("cause")));
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();

        assertTrue(lines.get(0).matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z WARNING a\\.B: x 1\\\\n2"), lines.get(0));
        assertTrue(lines.get(1).endsWith(" ERROR   a.B: y"), lines.get(1));
        assertEquals("java.lang.IllegalStateException: in\\nside", lines.get(2));
        assertTrue(lines.get(3).startsWith("\tat " + LogFormatTest.class.getName()), lines.get(3));
        assertTrue(lines.contains("Caused by: java.lang.RuntimeException: cause"));
    }

    @Test
    void the_longest_name_decides_the_level() {
        ServerLog log = new ServerLog(new ByteArrayOutputStream());
        LineLogger early = log.logger("a.b.c");
        log.levels(System.Logger.Level.WARNING,
                Map.of("a", System.Logger.Level.DEBUG, "a.b", System.Logger.Level.OFF));

        assertTrue(!early.isLoggable(System.Logger.Level.ERROR));
        assertTrue(log.logger("a.x").isLoggable(System.Logger.Level.DEBUG));
        assertTrue(!log.logger("ab").isLoggable(System.Logger.Level.INFO));
        assertTrue(log.logger("ab").isLoggable(System.Logger.Level.WARNING));
    }

    @Test
    void the_jdk_finds_our_loggers() {
        assertEquals("LineLogger", System.LoggerFinder.getLoggerFinder()
                .getLogger("x", LogFormatTest.class.getModule()).getClass().getSimpleName());
    }
}
