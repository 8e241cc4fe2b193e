package dev.lanner.http.exchange;

import dev.lanner.spi.features.MetricsTagsFeature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TagsTest {
    private final Tags tags = new Tags();

    @Test
    void tags_keep_their_order_and_the_last_value() {
        tags.tag("tenant", "a");
        tags.tag("plan.name_2", "free");
        tags.tag("tenant", "b");
        assertEquals(List.of("tenant", "plan.name_2"), List.copyOf(tags.tags().keySet()));
        assertEquals("b", tags.tags().get("tenant"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", ".a", "a-b", "a b", "ä"})
    void a_name_that_a_metric_can_not_have_is_refused(String name) {
        assertThrows(IllegalArgumentException.class, () -> tags.tag(name, "x"));
    }

    @Test
    void the_ninth_tag_is_refused_and_a_long_value_cut() {
        for (int i = 0; i < MetricsTagsFeature.MOST_TAGS; i++) {
            tags.tag("t" + i, "x".repeat(1000));
        }
        assertEquals(MetricsTagsFeature.LONGEST_VALUE, tags.tags().get("t0").length());
        assertThrows(IllegalArgumentException.class, () -> tags.tag("more", "x"));
        tags.tag("t1", "again");
        assertEquals("again", tags.tags().get("t1"));
    }
}
