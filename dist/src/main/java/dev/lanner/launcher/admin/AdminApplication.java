package dev.lanner.launcher.admin;

import dev.lanner.launcher.metrics.MetricsText;
import dev.lanner.spi.Application;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Answers `/health`, `/health/live`, `/health/ready` and `/metrics`; nothing can be changed here.
public final class AdminApplication implements Application {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain;charset=utf-8";

    private final Health health;
    private final MetricsText metrics;

    /// An answer.
    private record Answer(int status, String type, String body) {
    }

    /// @param health what the probes are told
    /// @param metrics what is scraped
    public AdminApplication(Health health, MetricsText metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public void handle(FeatureCollection exchange) throws IOException {
        String method = exchange.require(Features.REQUEST).method();
        ResponseFeature response = exchange.require(Features.RESPONSE);
        boolean head = method.equals("HEAD");
        Answer answer;
        if (!head && !method.equals("GET")) {
            response.headers().set("Allow", "GET, HEAD");
            answer = new Answer(405, TEXT, "Only GET and HEAD are allowed here.\n");
        } else {
            answer = answer(exchange.require(Features.REQUEST).target().path());
        }
        response.status(answer.status);
        response.headers().set("Content-Type", answer.type);
        response.headers().set("Cache-Control", "no-store");
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        response.headers().set("Content-Length", Integer.toString(bytes.length));
        if (!head) {
            ResponseBodyFeature body = exchange.require(Features.RESPONSE_BODY);
            body.write(bytes, 0, bytes.length);
        }
    }

    private Answer answer(String path) throws IOException {
        return switch (path) {
            case "/health/live" -> new Answer(200, JSON, "{\"state\":\"live\"}\n");
            case "/health/ready", "/health" -> new Answer(health.ready() ? 200 : 503, JSON, health.json());
            case "/metrics" -> new Answer(200, MetricsText.CONTENT_TYPE, metrics.text());
            case "/" -> new Answer(200, TEXT, "/health/live\n/health/ready\n/metrics\n");
            default -> new Answer(404, TEXT, "Here are /health/live, /health/ready and /metrics.\n");
        };
    }
}
