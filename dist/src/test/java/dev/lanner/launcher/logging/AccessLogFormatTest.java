package dev.lanner.launcher.logging;

import dev.lanner.spi.Route;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestTimingFeature;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class AccessLogFormatTest {
    private static final long TIME = Instant.parse("2026-11-20T10:15:30.5Z").toEpochMilli();

    @Test
    void the_common_format_has_no_more_than_its_seven_fields() {
        assertEquals("10.0.0.1 - ann [20/Nov/2026:10:15:30 +0000] \"GET /a?b=c HTTP/1.1\" 200 5\n",
                line(Settings.AccessLogFormat.COMMON, List.of(), true));
    }

    @Test
    void the_w3c_format_names_its_fields_and_has_a_value_for_each() {
        AccessLogFormat format = AccessLogFormat.of(Settings.AccessLogFormat.W3C, List.of("X-Team"), true);
        String fields = format.head().lines().filter(line -> line.startsWith("#Fields: ")).findFirst().orElseThrow();
        String line = format.line(entry());

        assertEquals("2026-11-20 10:15:30.500 10.0.0.1 ann GET /a b=c HTTP/1.1 localhost 200 5 0.001234 "
                + "curl+\"x\" - - c1-2 blue+team\n", line);
        assertEquals(fields.substring("#Fields: ".length()).split(" ").length, line.split(" ").length);
    }

    @Test
    void the_json_format_has_route_trace_and_phases_and_escapes_what_is_not_text() {
        assertEquals("{\"time\":\"2026-11-20T10:15:30.500Z\",\"remote\":\"10.0.0.1\",\"user\":\"ann\","
                + "\"method\":\"GET\",\"target\":\"/a?b=c\",\"protocol\":\"HTTP/1.1\",\"scheme\":\"https\","
                + "\"host\":\"localhost\",\"status\":200,\"bytes\":5,\"duration_us\":1234,\"route\":\"/app:hello\","
                + "\"connection\":\"c1\",\"request\":\"c1-2\",\"user_agent\":\"curl \\\"x\\\"\","
                + "\"headers\":{\"x-team\":\"blue team\"},"
                + "\"phases_us\":{\"accepted\":0,\"head_parsed\":1000,\"ended\":2000}}\n",
                line(Settings.AccessLogFormat.JSON, List.of("X-Team"), true));
        RequestLogEntry odd = new RequestLogEntry(TIME, 0, "c1", "", "", null, null, null, null, 400, 0, Fields.EMPTY,
                "bad\n\u2028\ud800\"", "http", null, null);
        assertEquals("{\"time\":\"2026-11-20T10:15:30.500Z\",\"scheme\":\"http\",\"status\":400,\"bytes\":0,"
                + "\"duration_us\":0,\"reason\":\"bad\\u000a\\u2028\\ud800\\\"\",\"connection\":\"c1\"}\n",
                AccessLogFormat.of(Settings.AccessLogFormat.JSON, List.of("X-Team"), true).line(odd));
    }

    @Test
    void without_queries_no_format_has_one() {
        for (Settings.AccessLogFormat format : Settings.AccessLogFormat.values()) {
            assertFalse(line(format, List.of(), false).contains("b=c"), format.name());
        }
    }

    @Test
    void no_format_writes_credentials_and_the_setting_refuses_them() {
        for (Settings.AccessLogFormat format : Settings.AccessLogFormat.values()) {
            assertFalse(line(format, List.of(), true).contains("secret"), format.name());
        }
        for (String name : List.of("Authorization", "cookie", "X-Team, Proxy-Authorization", "Lanner-Hop",
                "no token")) {
            assertThrows(IllegalArgumentException.class, () -> Settings.ACCESS_LOG_HEADERS.type().parse(name), name);
        }
    }

    private static String line(Settings.AccessLogFormat format, List<String> headers, boolean query) {
        return AccessLogFormat.of(format, headers, query).line(entry());
    }

    private static RequestLogEntry entry() {
        FieldList headers = new FieldList(4);
        headers.add("Host", "localhost");
        headers.add("User-Agent", "curl \"x\"");
        headers.add("Authorization", "Basic secret");
        headers.add("Cookie", "secret");
        headers.add("X-Team", "blue team");
        FeatureCollection features = new FeatureCollection();
        features.set(Features.REQUEST_TIMING, phase -> switch (phase) {
            case ACCEPTED -> 0;
            case HEAD_PARSED -> 1_000_000;
            case ENDED -> 2_000_000;
            default -> RequestTimingFeature.NOT_REACHED;
        });
        return new RequestLogEntry(TIME, 1_234_567, "c1", "c1-2", "10.0.0.1", "ann", "GET", "/a?b=c", "HTTP/1.1", 200,
                5, headers, null, "https", new Route("/app:hello"), features);
    }
}
