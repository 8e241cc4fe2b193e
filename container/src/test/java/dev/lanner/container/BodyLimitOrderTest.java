package dev.lanner.container;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Which limit of the body counts: request, then context, then endpoint.
class BodyLimitOrderTest {
    private final Contexts contexts = Contexts.at("");

    @AfterEach
    void close() {
        contexts.close();
    }

    private static SettingValues own(Map<Setting<Long>, Long> values) {
        Map<Setting<?>, SettingValues.Value> all = new HashMap<>();
        values.forEach((setting, value) -> all.put(setting, new SettingValues.Value(value, "contexts/ROOT.yaml:1")));
        return new SettingValues(SettingValues.DEFAULTS, all);
    }

    @ParameterizedTest(name = "endpoint {0}, context {1}, request {2}, body {3}: {4}")
    @CsvSource({"10,,,10,200", "10,,,11,413", "10,20,,20,200", "10,20,,21,413", "20,10,,11,413", "20,10,,10,200",
        "10,20,30,30,200", "10,20,30,31,413", "30,20,10,11,413", "10,,30,30,200"})
    void theNearestOneCounts(long endpoint, Long context, Long request, int body, int status) {
        if (context != null) {
            contexts.definition.settings(own(Map.of(Settings.MAX_REQUEST_BODY_SIZE, context)));
        }
        contexts.servlet("s", (q, r) -> {
            if (request != null) {
                RequestFeatures.of(q).require(Features.MAX_REQUEST_BODY_SIZE).limit(request);
            }
            q.getInputStream().readAllBytes();
        }, "/");
        assertEquals(status,
                contexts.request("POST", "/").maxBodySize(endpoint).body("x".repeat(body)).send().status());
    }

    @Test
    void theContextsCeilingIsNamedAndItsLimitMayBeTheEndpoints() {
        contexts.definition.settings(own(Map.of(Settings.MAX_REQUEST_BODY_SIZE_CEILING, 50L)));
        contexts.servlet("s", (q, r) -> {
            var feature = RequestFeatures.of(q).require(Features.MAX_REQUEST_BODY_SIZE);
            assertEquals(10, feature.limit());
            feature.limit(50);
            String message = assertThrows(IllegalStateException.class, () -> feature.limit(51)).getMessage();
            assertTrue(message.contains("50"), message);
        }, "/");
        assertEquals(200, contexts.request("POST", "/").maxBodySize(10).body("x").send().status());
    }
}
