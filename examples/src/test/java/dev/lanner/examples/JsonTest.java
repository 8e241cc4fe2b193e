package dev.lanner.examples;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class JsonTest {
    @Test
    void writesEachKindOfValue() {
        Json json = new Json().with("text", "a").with("number", 1L).with("truth", true).with("none", null)
                .with("list", List.of("x", new Json().with("y", 2)));

        assertEquals("{\"text\":\"a\",\"number\":1,\"truth\":true,\"none\":null,\"list\":[\"x\",{\"y\":2}]}",
                json.toString());
    }

    @Test
    void escapesWhatCouldEndTheTextOrThePage() {
        assertEquals("{\"a\\\"\":\"\\\\ \\u000a \\u001b \\u003c/script> \\u2028 \u00e4\"}",
                new Json().with("a\"", "\\ \n \u001b </script> \u2028 \u00e4").toString());
    }
}
