package dev.lanner.launcher.metrics;

import dev.lanner.spi.Route;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MetricsTagsFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.metrics.ConnectionDurations;
import dev.lanner.spi.metrics.ConnectorStatistics;
import dev.lanner.spi.metrics.DurationHistogram;
import dev.lanner.spi.metrics.StreamStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RequestMetricsTest {
    private final RequestMetrics metrics = new RequestMetrics();

    @Test
    void requests_are_counted_by_method_status_route_version_scheme_and_error() throws Exception {
        metrics.log(entry("GET", 200, "/shop:catalog", 3_000_000, null));
        metrics.log(entry("GET", 200, "/shop:catalog", 300_000_000, null));
        metrics.log(entry("BREW", 500, "/shop:catalog", 1, null));
        String text = text();

        String labels = "error_type=\"\",http_request_method=\"GET\",http_response_status_code=\"200\","
                + "http_route=\"/shop:catalog\",network_protocol_version=\"1.1\",url_scheme=\"http\"";
        assertContains(text, "http_server_request_duration_seconds_bucket{" + labels + ",le=\"0.005\"} 1");
        assertContains(text, "http_server_request_duration_seconds_bucket{" + labels + ",le=\"0.25\"} 1");
        assertContains(text, "http_server_request_duration_seconds_bucket{" + labels + ",le=\"0.5\"} 2");
        assertContains(text, "http_server_request_duration_seconds_count{" + labels + "} 2");
        assertContains(text, "http_server_request_duration_seconds_sum{" + labels + "} 0.303");
        assertContains(text, "error_type=\"500\",http_request_method=\"_OTHER\"");
    }

    @Test
    void rejected_requests_are_counted_by_their_reason_even_without_a_method() throws Exception {
        metrics.log(entry(null, 400, null, 0, "bad-request-line"));
        metrics.log(entry("GET", 413, null, 0, "body-too-large"));
        String text = text();

        assertContains(text, "lanner_rejected_requests_total{reason=\"bad-request-line\"} 1");
        assertContains(text, "lanner_rejected_requests_total{reason=\"body-too-large\"} 1");
        assertContains(text, "error_type=\"body-too-large\",http_request_method=\"GET\"");
        assertEquals(1, metrics.requests());
        assertEquals(2, metrics.rejections());
    }

    @Test
    void tags_of_the_application_become_labels_and_an_excluded_request_is_not_measured() throws Exception {
        metrics.log(tagged(Map.of("tenant.name", "x"), false));
        metrics.log(tagged(Map.of(), true));

        assertContains(text(), "tag_tenant_name=\"x\"");
        assertEquals(1, metrics.requests());
    }

    @Test
    void a_tag_with_ever_new_values_does_not_fill_the_memory() throws Exception {
        for (int i = 0; i < RequestMetrics.MOST_SERIES + 10; i++) {
            metrics.log(tagged(Map.of("user", "u" + i), false));
        }

        assertContains(text(), "lanner_overflowed_requests_total 10");
        assertEquals(RequestMetrics.MOST_SERIES + 10, metrics.requests(), "none is lost");
    }

    @Test
    void the_access_log_gets_what_it_wants_while_everything_is_measured() {
        List<String> logged = new ArrayList<>();
        RequestLog rejectedOnly = new RequestLog() {
            @Override
            public boolean wantsAll() {
                return false;
            }

            @Override
            public void log(RequestLogEntry entry) {
                logged.add(String.valueOf(entry.reason()));
            }
        };
        RequestLog both = RequestLogs.of(rejectedOnly, metrics);
        assertTrue(both.wantsAll());
        for (String reason : new String[]{null, "client-gone", "body-too-large"}) {
            both.log(entry("GET", 200, null, 0, reason));
        }

        assertEquals(List.of("body-too-large"), logged);
        assertEquals(3, metrics.requests());
        assertFalse(RequestLogs.of(null, null).wantsAll());
    }

    @Test
    void lives_of_connections_are_apart_by_protocol_and_tls() throws Exception {
        DurationHistogram life = new DurationHistogram();
        life.record(2_000_000_000);
        ConnectorStatistics endpoint = new ConnectorStatistics("web", 2, 0, 0, 0, 0, 0,
                List.of(new ConnectionDurations("http", "2", "1.3", life.snapshot()),
                        new ConnectionDurations("http", "1.1", "", life.snapshot())),
                new DurationHistogram().snapshot(), StreamStatistics.NONE);

        String text = new MetricsText(metrics, () -> List.of(endpoint), List::of, List::of, List::of, List::of).text();

        assertContains(text, "lanner_connection_duration_seconds_count{endpoint=\"web\",network_protocol_name=\"http\","
                + "network_protocol_version=\"2\",tls_protocol_version=\"1.3\"} 1");
        assertContains(text, "lanner_connection_duration_seconds_count{endpoint=\"web\",network_protocol_name=\"http\","
                + "network_protocol_version=\"1.1\",tls_protocol_version=\"\"} 1");
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> part + " is not in\n" + text);
    }

    private String text() throws Exception {
        return new MetricsText(metrics, List::of, List::of, List::of, List::of, List::of).text();
    }

    private static RequestLogEntry tagged(Map<String, String> tags, boolean excluded) {
        FeatureCollection features = new FeatureCollection();
        features.set(Features.METRICS_TAGS, new MetricsTagsFeature() {
            @Override
            public void tag(String name, String value) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Map<String, String> tags() {
                return tags;
            }

            @Override
            public boolean excluded() {
                return excluded;
            }

            @Override
            public void excluded(boolean out) {
                throw new UnsupportedOperationException();
            }
        });
        return new RequestLogEntry(0, 1, "c", "r", "", null, "GET", "/", "HTTP/1.1", 200, 0, Fields.EMPTY, null, "http",
                null, features);
    }

    private static RequestLogEntry entry(String method, int status, String route, long nanos, String reason) {
        return new RequestLogEntry(0, nanos, "c", "r", "", null, method, "/", "HTTP/1.1", status, 0, Fields.EMPTY,
                reason, "http", route == null ? null : new Route(route), null);
    }
}
